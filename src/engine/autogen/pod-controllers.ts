import type {
  MatchConstraints,
  ResourceRule,
  ValidatingPolicySpec,
} from "../../policy/validating-policy.ts";
import { isEmptySelector } from "../match/match-constraints.ts";

interface Controller {
  readonly group: "apps" | "batch";
  /** Where the controller's pod template is. */
  readonly template: "spec.template" | "spec.jobTemplate.spec.template";
}

/** What Kyverno generates policies for; ReplicationControllers are not among them (pkg/cel/autogen). */
const CONTROLLERS: Readonly<Record<string, Controller>> = {
  cronjobs: { group: "batch", template: "spec.jobTemplate.spec.template" },
  daemonsets: { group: "apps", template: "spec.template" },
  deployments: { group: "apps", template: "spec.template" },
  jobs: { group: "batch", template: "spec.template" },
  replicasets: { group: "apps", template: "spec.template" },
  statefulsets: { group: "apps", template: "spec.template" },
};
const TEMPLATES = ["spec.jobTemplate.spec.template", "spec.template"] as const;

/**
 * The variants Kyverno generates of a policy for Pods: one for CronJobs, one for the other pod controllers. None when the
 * constraints say more than "Pods". Every text of the spec is rewritten, messages included, and only the literal
 * `object.spec` and `object.metadata` are: `object.?spec` and `(object).spec` stay.
 */
export function podControllerVariants(spec: ValidatingPolicySpec): readonly ValidatingPolicySpec[] {
  const { matchConstraints } = spec;
  if (!isForPodsOnly(matchConstraints)) return [];
  const wanted = new Set(spec.autogen?.podControllers?.controllers ?? Object.keys(CONTROLLERS));
  return TEMPLATES.flatMap((template) => {
    const plurals = Object.entries(CONTROLLERS)
      .filter(([plural, controller]) => wanted.has(plural) && controller.template === template)
      .map(([plural]) => plural);
    if (plurals.length === 0) return [];
    const constraints = controllerConstraints(matchConstraints, plurals);
    const { matchConstraints: _, ...rest } = spec;
    const variant = constraints === undefined ? rest : { ...rest, matchConstraints: constraints };
    return [rewrite(variant, template)];
  });
}

function isForPodsOnly(constraints: MatchConstraints | undefined): constraints is MatchConstraints {
  if (constraints === undefined) return false;
  const { objectSelector, excludeResourceRules = [], resourceRules = [] } = constraints;
  const [rule] = resourceRules;
  return (
    rule !== undefined &&
    resourceRules.length === 1 &&
    excludeResourceRules.length === 0 &&
    isEmptySelector(objectSelector) &&
    isPodRule(rule)
  );
}

function isPodRule({
  resourceNames = [],
  apiGroups,
  apiVersions,
  resources,
}: ResourceRule): boolean {
  return (
    resourceNames.length === 0 &&
    isOnly(apiGroups, "") &&
    isOnly(apiVersions, "v1") &&
    isOnly(resources, "pods")
  );
}

function isOnly(items: readonly string[] | undefined, item: string): boolean {
  return items?.length === 1 && items[0] === item;
}

/** One rule a group; scope and matchPolicy are not carried over. Without operations nothing matches. */
function controllerConstraints(
  { resourceRules, namespaceSelector }: MatchConstraints,
  plurals: readonly string[],
): MatchConstraints | undefined {
  const operations = resourceRules?.[0]?.operations ?? [];
  if (operations.length === 0) return undefined;
  const rules = (["apps", "batch"] as const).flatMap((group) => {
    const resources = plurals.filter((plural) => CONTROLLERS[plural]?.group === group);
    return resources.length === 0
      ? []
      : [{ apiGroups: [group], apiVersions: ["v1"], operations, resources }];
  });
  return {
    resourceRules: rules,
    ...(namespaceSelector === undefined ? {} : { namespaceSelector }),
  };
}

/** `object.metadata.namespace` is the workload's own and stays; `.namespaces` is another field. */
const POD_PATH = /(object|oldObject)\.(spec|metadata)(?!\.namespace(?![_A-Za-z0-9]))/g;

function rewrite(spec: ValidatingPolicySpec, template: string): ValidatingPolicySpec {
  const text = JSON.stringify(spec).replaceAll(POD_PATH, `$1.${template}.$2`);
  const rewritten: ValidatingPolicySpec = JSON.parse(text);
  return rewritten;
}
