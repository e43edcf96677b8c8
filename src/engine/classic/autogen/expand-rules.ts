import type { ClassicRule, ClusterPolicy } from "../../../policy/cluster-policy.ts";
import { canGenerate } from "./can-generate.ts";
import { moveRule, type Destination } from "./generate-rule.ts";
import { CRON_JOB, kindsOf, POD_CONTROLLERS, selectsPod } from "./pod-kinds.ts";
import { rewriteForTemplate } from "./rewrite-for-template.ts";

/** A rule that takes part in evaluation: as written, or generated from one for Pods. */
export interface ExpandedRule {
  readonly rule: ClassicRule;
  /** Whether Kyverno asks the rule about objects of this kind at all; what it matches is a further question. */
  readonly appliesTo: (kind: string) => boolean;
  /** The rule that this one was generated from; undefined for rules as written. */
  readonly generatedFrom: ClassicRule | undefined;
}

const ANNOTATION = "pod-policies.kyverno.io/autogen-controllers";
const PREFIX = "autogen-";
/** Longer rule names are cut. */
const MAX_NAME = 63;

/**
 * The rules as written and, behind them, those generated for pod controllers (Kyverno's autogen): `autogen-…` for
 * controllers with a pod template, `autogen-cronjob-…` for CronJobs. The annotation may name other kinds than Kyverno's
 * default, separated by commas; blanks are not cut off.
 */
export function expandRules({
  annotations,
  spec: { rules },
}: Pick<ClusterPolicy, "annotations" | "spec">): readonly ExpandedRule[] {
  const kinds = generatedKinds(rules, annotations[ANNOTATION]);
  const generated = rules.flatMap((rule) => generateRules(rule, kinds));
  const written = rules.map((rule) => ({
    rule,
    appliesTo: isGeneratedName(rule.name)
      ? (kind: string) => !generated.some(({ appliesTo }) => appliesTo(kind))
      : () => true,
    generatedFrom: undefined,
  }));
  return [...written, ...generated];
}

function generatedKinds(
  rules: readonly ClassicRule[],
  annotation: string | undefined,
): ReadonlySet<string> {
  if (!canGenerate(rules)) return new Set();
  return new Set(annotation?.split(",") ?? POD_CONTROLLERS);
}

/** Rules that came from a cluster with their generated ones are not generated from again. */
function isGeneratedName(name: string): boolean {
  return name.startsWith(PREFIX);
}

function generateRules(rule: ClassicRule, kinds: ReadonlySet<string>): readonly ExpandedRule[] {
  const excluded = kindsOf(rule.exclude);
  const isForPods =
    selectsPod(kindsOf(rule.match)) && (excluded.length === 0 || selectsPod(excluded));
  if (!isForPods || isGeneratedName(rule.name)) return [];
  const controllers = [...kinds].filter((kind) => kind !== CRON_JOB).toSorted();
  const expanded: ExpandedRule[] = [];
  const inTemplate = controllers.length > 0 ? moveRule(rule, templateOf(controllers)) : undefined;
  if (inTemplate !== undefined)
    expanded.push(expand(rule, inTemplate, "autogen", new Set(controllers)));
  const inJob = kinds.has(CRON_JOB) ? moveRule(rule, templateOf([CRON_JOB])) : undefined;
  const inCronJob = inJob === undefined ? undefined : moveRule(inJob, JOB_TEMPLATE);
  if (inCronJob !== undefined)
    expanded.push(expand(rule, inCronJob, "autogen-cronjob", new Set([CRON_JOB])));
  return expanded;
}

function templateOf(kinds: readonly string[]): Destination {
  return { field: "template", shift: "spec/template", kinds, replacesAllKinds: false };
}

/** Applied to what is in the template already. */
const JOB_TEMPLATE: Destination = {
  field: "jobTemplate",
  shift: "spec/jobTemplate/spec/template",
  kinds: [CRON_JOB],
  replacesAllKinds: true,
};

function expand(
  generatedFrom: ClassicRule,
  moved: ClassicRule,
  prefix: "autogen" | "autogen-cronjob",
  kinds: ReadonlySet<string>,
): ExpandedRule {
  const name = `${prefix}-${generatedFrom.name}`.slice(0, MAX_NAME);
  const template = prefix === "autogen" ? "spec.template" : "spec.jobTemplate.spec.template";
  return {
    rule: rewriteForTemplate({ ...moved, name }, template),
    appliesTo: (kind) => kinds.has(kind),
    generatedFrom,
  };
}
