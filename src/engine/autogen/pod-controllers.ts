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

/** A spec that Kyverno generates from a policy for Pods. */
export interface PodControllerVariant {
  readonly spec: ValidatingPolicySpec;
  /** The spec is still one for Pods: evaluate it on each pod template found in the object. */
  readonly onPodTemplates: boolean;
}

/**
 * The variants Kyverno generates of a policy for Pods: one for CronJobs, one for the other pod controllers, one for the
 * custom ones it names. None when the constraints say more than "Pods". In the first two every text of the spec is
 * rewritten, messages included, and only the literal `object.spec` and `object.metadata` are: `object.?spec` and
 * `(object).spec` stay.
 */
export function podControllerVariants(spec: ValidatingPolicySpec): readonly PodControllerVariant[] {
  const { matchConstraints } = spec;
  if (!isForPodsOnly(matchConstraints)) return [];
  const wanted = new Set(spec.autogen?.podControllers?.controllers ?? Object.keys(CONTROLLERS));
  const variants: PodControllerVariant[] = [];
  for (const template of TEMPLATES) {
    const targets = Object.entries(CONTROLLERS)
      .filter(([plural, controller]) => wanted.has(plural) && controller.template === template)
      .map(([plural, { group }]) => ({ group, version: "v1", plural }));
    if (targets.length === 0) continue;
    const variant = withTargets(spec, matchConstraints, targets);
    variants.push({ spec: rewrite(variant, template), onPodTemplates: false });
  }
  const custom = [...wanted].flatMap(parseCustomController);
  if (custom.length > 0) {
    variants.push({ spec: withTargets(spec, matchConstraints, custom), onPodTemplates: true });
  }
  return variants;
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

interface Target {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
}

/** `jobsets.v1alpha2.jobset.x-k8s.io`; any other name that is not built in is ignored. */
function parseCustomController(name: string): readonly Target[] {
  if (Object.hasOwn(CONTROLLERS, name)) return [];
  const [plural = "", version = "", ...rest] = name.split(".");
  const group = rest.join(".");
  return plural === "" || version === "" || group === "" ? [] : [{ group, version, plural }];
}

function withTargets(
  spec: ValidatingPolicySpec,
  constraints: MatchConstraints,
  targets: readonly Target[],
): ValidatingPolicySpec {
  const { matchConstraints: _, ...rest } = spec;
  const generated = constraintsFor(targets, constraints);
  return generated === undefined ? rest : { ...rest, matchConstraints: generated };
}

/** One rule a group and version; scope and matchPolicy are not carried over. Without operations nothing matches. */
function constraintsFor(
  targets: readonly Target[],
  { resourceRules, namespaceSelector }: MatchConstraints,
): MatchConstraints | undefined {
  const operations = resourceRules?.[0]?.operations ?? [];
  if (operations.length === 0) return undefined;
  const groups = Map.groupBy(targets, ({ group, version }) => `${group}/${version}`);
  const rules = [...groups.values()].map((members) => ({
    apiGroups: [...new Set(members.map(({ group }) => group))],
    apiVersions: [...new Set(members.map(({ version }) => version))],
    operations,
    resources: members.map(({ plural }) => plural),
  }));
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
