import type { RuleResult } from "./rule-result.ts";
import {
  compareViolations,
  type PolicyFacts,
  type ScannedObject,
  type Violation,
} from "./violation.ts";

/** Counts of one scan of one context, and its rows. Memory grows with failures; passes are only counted. */
export interface Tally {
  /** Says that an object was read, whether a policy matches it or not. */
  readonly see: (object: ScannedObject) => Seen;
  /** Remembers an object that may own others, without counting it. */
  readonly know: (object: ScannedObject) => Seen;
  /** Takes what one policy says about an object that was seen. */
  readonly add: (seen: Seen, policy: PolicyFacts, results: readonly RuleResult[]) => void;
  /** Folds owned objects into their owners; call once, at the end. */
  readonly finish: () => TallyResult;
}

export interface TallyResult {
  readonly namespaces: number;
  readonly resources: number;
  /** Topmost owners among what was read. */
  readonly workloads: number;
  readonly rulesEvaluated: number;
  /** Evaluations, not folded. */
  readonly pass: number;
  readonly skip: number;
  /** In listing order. */
  readonly violations: readonly Violation[];
  /** Keys of the policies that said something about at least one object. */
  readonly policiesMatched: ReadonlySet<string>;
}

interface Finding {
  readonly object: ScannedObject;
  readonly policy: PolicyFacts;
  readonly rule: string;
  readonly outcome: Violation["outcome"];
  readonly message: string;
}

/** An object that a tally counts. */
export interface Seen {
  readonly object: ScannedObject;
  /** Keys of the policies that evaluated it, for what may own others. */
  readonly policies: Set<string> | undefined;
}

/** Collects results object by object: https://kubernetes.io/docs/concepts/overview/working-with-objects/owners-dependents/ tells what an owner is. */
export function createTally(): Tally {
  const namespaces = new Set<string>();
  const controllers = new Map<string, Seen>();
  const policiesMatched = new Set<string>();
  const findings: Finding[] = [];
  const ownerKeys: string[] = [];
  let resources = 0;
  let rulesEvaluated = 0;
  let pass = 0;
  let skip = 0;

  const remember = (object: ScannedObject): Seen => {
    // Pods own nothing, and there are many of them.
    if (object.kind === "Pod") return { object, policies: undefined };
    const seen = { object, policies: new Set<string>() };
    controllers.set(keyOf(object), seen);
    return seen;
  };

  const see = (object: ScannedObject): Seen => {
    resources += 1;
    if (object.namespace !== "") namespaces.add(object.namespace);
    const owner = ownerKey(object);
    if (owner !== undefined) ownerKeys.push(owner);
    return remember(object);
  };

  const add = (
    { object, policies }: Seen,
    policy: PolicyFacts,
    results: readonly RuleResult[],
  ): void => {
    if (results.length === 0) return;
    policiesMatched.add(policy.key);
    policies?.add(policy.key);
    for (const { rule, outcome, message } of results) {
      rulesEvaluated += 1;
      if (outcome === "pass") pass += 1;
      else if (outcome === "skip") skip += 1;
      else findings.push({ object, policy, rule, outcome, message });
    }
  };

  const finish = (): TallyResult => {
    const workloads = resources - ownerKeys.filter((key) => controllers.has(key)).length;
    return {
      namespaces: namespaces.size,
      resources,
      workloads,
      rulesEvaluated,
      pass,
      skip,
      violations: foldOwners(findings, controllers).toSorted(compareViolations),
      policiesMatched,
    };
  };
  return { see, know: remember, add, finish };
}

/** One row for an owner and all that it owns, unless the owner was found not to fail: then the owned object keeps its row. */
function foldOwners(
  findings: readonly Finding[],
  controllers: ReadonlyMap<string, Seen>,
): Violation[] {
  const rows = new Map<string, { finding: Finding; object: ScannedObject; pods: number }>();
  const failing = new Set(findings.map((finding) => rowKey(finding.object, finding)));
  for (const finding of findings) {
    const object = accountable(finding, controllers, failing);
    const isFolded = object !== finding.object;
    const key = rowKey(object, finding);
    const row = rows.get(key) ?? { finding, object, pods: 0 };
    if (isFolded && finding.object.kind === "Pod") row.pods += 1;
    // The owner's own words beat those about one of its pods.
    if (!isFolded) row.finding = finding;
    rows.set(key, row);
  }
  return [...rows.values()].map(({ finding, object, pods }) => ({
    context: object.context,
    namespace: object.namespace,
    kind: object.kind,
    name: object.name,
    pods,
    policy: finding.policy.key,
    rule: finding.rule,
    severity: finding.policy.severity,
    outcome: finding.outcome,
    message: finding.message,
  }));
}

/**
 * Who a failure is counted for: the topmost owner, unless some owner on the way was evaluated and is clean (mutated at
 * admission, drifted): then the highest object below it that has the failure.
 */
function accountable(
  finding: Finding,
  controllers: ReadonlyMap<string, Seen>,
  failing: ReadonlySet<string>,
): ScannedObject {
  const visited = new Set<string>();
  let current = finding.object;
  let highestFailing = current;
  for (;;) {
    const key = ownerKey(current);
    if (key === undefined || visited.has(key)) return current;
    visited.add(key);
    const controller = controllers.get(key);
    if (controller === undefined) return current;
    const isFailing = failing.has(rowKey(controller.object, finding));
    if (!isFailing && controller.policies?.has(finding.policy.key) === true) return highestFailing;
    current = controller.object;
    if (isFailing) highestFailing = current;
  }
}

function keyOf(object: ScannedObject): string {
  return object.uid ?? `${object.namespace}/${object.kind}/${object.name}`;
}

function ownerKey({ owner, namespace }: ScannedObject): string | undefined {
  return owner && (owner.uid ?? `${namespace}/${owner.kind}/${owner.name}`);
}

function rowKey(
  object: ScannedObject,
  { policy, rule, outcome }: Pick<Finding, "policy" | "rule" | "outcome">,
): string {
  return `${keyOf(object)} ${policy.key} ${writtenRule(rule)} ${outcome}`;
}

/**
 * The rule as its author named it: what Kyverno generates from a Pod rule for controllers says the same of them.
 * https://kyverno.io/docs/policy-types/cluster-policy/autogen/
 */
function writtenRule(rule: string): string {
  return rule.replace(/^autogen-(?:cronjob-)?/u, "");
}
