import { type Finding, readPart } from "./read-part.ts";
import type { RuleResult } from "./rule-result.ts";
import {
  countOwner,
  mayOwn,
  needsAttention,
  noCounts,
  objectKey,
  ownerKey,
  type ResultSink,
  type TallyPart,
} from "./tally-part.ts";
import {
  compareObjects,
  compareViolations,
  type PolicyFacts,
  type ScannedObject,
  type Violation,
} from "./violation.ts";

/** Counts of one scan of one context, and its rows. Memory grows with failures; passes are only counted. */
export interface Tally extends ResultSink<Seen> {
  /** Adds what a part counted; `policies` are those that the part's numbers lead to. Parts may come in any order. */
  readonly take: (part: TallyPart, policies: readonly PolicyFacts[]) => void;
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
  const owned = new Map<string, number>();
  const counts = noCounts();

  const remember = (object: ScannedObject): Seen => {
    if (!mayOwn(object)) return { object, policies: undefined };
    const seen = { object, policies: new Set<string>() };
    controllers.set(objectKey(object), seen);
    return seen;
  };

  const see = (object: ScannedObject): Seen => {
    counts.resources += 1;
    if (object.namespace !== "") namespaces.add(object.namespace);
    countOwner(owned, object);
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
      if (needsAttention(outcome, counts))
        findings.push({ object, policy, rule, outcome, message });
    }
  };

  const take = (part: TallyPart, policies: readonly PolicyFacts[]): void => {
    counts.resources += part.resources;
    counts.rulesEvaluated += part.rulesEvaluated;
    counts.pass += part.pass;
    counts.skip += part.skip;
    const read = readPart(part, policies);
    for (const name of read.namespaces) namespaces.add(name);
    for (const key of read.policiesMatched) policiesMatched.add(key);
    for (const [key, count] of read.owned) owned.set(key, (owned.get(key) ?? 0) + count);
    for (const seen of read.owners) controllers.set(objectKey(seen.object), seen);
    for (const finding of read.findings) findings.push(finding);
  };

  const finish = (): TallyResult => {
    let workloads = counts.resources;
    for (const [key, count] of owned) if (controllers.has(key)) workloads -= count;
    return {
      ...counts,
      namespaces: namespaces.size,
      workloads,
      violations: foldOwners(findings, controllers).toSorted(compareViolations),
      policiesMatched,
    };
  };
  return { see, know: remember, add, take, finish };
}

/** One row for an owner and all that it owns, unless the owner was found not to fail: then the owned object keeps its row. */
function foldOwners(
  findings: readonly Finding[],
  controllers: ReadonlyMap<string, Seen>,
): Violation[] {
  const rows = new Map<string, ObjectRows>();
  // Only what may own others is ever asked for.
  const failing = new Set(
    findings.flatMap((finding) => (mayOwn(finding.object) ? rowKey(finding.object, finding) : [])),
  );
  for (const finding of findings) {
    const object = accountable(finding, controllers, failing);
    const isFolded = object !== finding.object;
    const ofObject: ObjectRows = rows.get(objectKey(object)) ?? [];
    let row = ofObject.find((known) => isSameRow(known.finding, finding));
    if (row === undefined) {
      row = { finding, object, pods: 0 };
      ofObject.push(row);
      if (ofObject.length === 1) rows.set(objectKey(object), ofObject);
    }
    if (isFolded && finding.object.kind === "Pod") row.pods += 1;
    // The owner's own words beat those about one of its pods; of these the first by name is as good as any, and always the same.
    if (!isFolded || (row.finding.object !== object && isBefore(finding, row.finding)))
      row.finding = finding;
  }
  return [...rows.values()].flat().map(({ finding, object, pods }) => ({
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

/** Rows of one object: few, so that they need no keys. */
type ObjectRows = { finding: Finding; readonly object: ScannedObject; pods: number }[];

function isSameRow(left: Finding, right: Finding): boolean {
  return (
    left.policy.key === right.policy.key &&
    left.outcome === right.outcome &&
    writtenRule(left.rule) === writtenRule(right.rule)
  );
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

function isBefore(left: Finding, right: Finding): boolean {
  return compareObjects(left.object, right.object) < 0;
}

function rowKey(
  object: ScannedObject,
  { policy, rule, outcome }: Pick<Finding, "policy" | "rule" | "outcome">,
): string {
  return `${objectKey(object)} ${policy.key} ${writtenRule(rule)} ${outcome}`;
}

/**
 * The rule as its author named it: what Kyverno generates from a Pod rule for controllers says the same of them.
 * https://kyverno.io/docs/policy-types/cluster-policy/autogen/
 */
function writtenRule(rule: string): string {
  return rule.replace(/^autogen-(?:cronjob-)?/u, "");
}
