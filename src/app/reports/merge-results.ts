import type { ReportSource } from "../../results/scan.ts";
import { createTally, type Seen, type TallyResult } from "../../results/tally.ts";
import type { PolicyFacts, ScannedObject, Violation } from "../../results/violation.ts";
import { objectKey, type ReportedResult } from "./reported-result.ts";

/** Collects results of every report and keeps each fact once. */
export interface MergedResults {
  readonly add: (result: ReportedResult) => void;
  /** What fails, to find owners for. */
  readonly failing: () => readonly Merged[];
  readonly sources: () => readonly ReportSource[];
  readonly policies: () => readonly PolicyFacts[];
  /** Folds what is owned into its owners (`owners` says who owns what it lists) and says who reported each row. */
  readonly finish: (owners: ReadonlyMap<string, ScannedObject>) => TallyResult;
}

/** What all reports together say about one object, policy and rule: the newest decides. */
export interface Merged {
  readonly object: ScannedObject;
  readonly policy: PolicyFacts;
  readonly rule: string;
  readonly outcome: ReportedResult["outcome"];
  readonly message: string;
  readonly at: number | undefined;
  readonly tools: ReadonlySet<string>;
}

/**
 * An empty collection. Reports overlap while a cluster moves from one API to the other, or where two tools check the
 * same; memory grows with distinct facts, and texts are kept of failures only.
 */
export function mergeResults(): MergedResults {
  const merged = new Map<string, Merged>();
  const objects = new Map<string, ScannedObject>();
  const policies = new Map<string, PolicyFacts>();
  const sources = new Map<string, ReportSource>();
  const tools = new Map<string, ReadonlySet<string>>();

  const add = (result: ReportedResult): void => {
    count(sources, result);
    const id = `${objectKey(result.object)}\n${result.policy.key}\n${result.rule}`;
    const known = merged.get(id);
    const policyId = `${result.policy.key}\n${result.policy.severity}`;
    const shared = {
      object: shareIn(objects, objectKey(result.object), result.object),
      policy: shareIn(policies, policyId, result.policy),
    };
    const names = [...new Set([...(known?.tools ?? []), result.source])].toSorted();
    const newest = known !== undefined && isNewer(known, result) ? known : { ...result, ...shared };
    merged.set(id, {
      ...shared,
      policy: newest.policy,
      rule: result.rule,
      outcome: newest.outcome,
      message: isFailing(newest) ? newest.message : "",
      at: newest.at,
      tools: shareIn(tools, names.join("\n"), new Set(names)),
    });
  };

  return {
    add,
    failing: () => [...merged.values()].filter(isFailing),
    sources: () => [...sources.values()],
    policies: () => [
      ...new Map([...policies.values()].map((facts) => [facts.key, facts])).values(),
    ],
    finish: (owners) => fold([...merged.values()], owners),
  };
}

/** Equal things of many results are one thing in memory. */
function shareIn<T>(known: Map<string, T>, key: string, value: T): T {
  const first = known.get(key);
  if (first !== undefined) return first;
  known.set(key, value);
  return value;
}

function isFailing({ outcome }: Pick<Merged, "outcome">): boolean {
  return outcome !== "pass" && outcome !== "skip";
}

/** Of two statements of the same time the one that found something wrong stands. */
function isNewer(known: Merged, { at, outcome }: ReportedResult): boolean {
  const ahead = (known.at ?? 0) - (at ?? 0);
  return ahead > 0 || (ahead === 0 && (isFailing(known) || !isFailing({ outcome })));
}

function count(sources: Map<string, ReportSource>, result: ReportedResult): void {
  const { source, api, at } = result;
  const key = `${api}\n${source}`;
  const known = sources.get(key) ?? { source, api, results: 0, failing: 0 };
  sources.set(key, {
    ...known,
    results: known.results + 1,
    failing: known.failing + (isFailing(result) ? 1 : 0),
    ...(at !== undefined && {
      newest: Math.max(known.newest ?? at, at),
      oldest: Math.min(known.oldest ?? at, at),
    }),
  });
}

function fold(merged: readonly Merged[], owners: ReadonlyMap<string, ScannedObject>): TallyResult {
  const tally = createTally();
  const known = new Map<string, Seen>();
  for (const [key, owner] of owners) known.set(key, tally.know(owner));
  const origins = createOrigins(owners);
  for (const result of merged) {
    const { object, policy, rule, outcome, message } = result;
    const key = objectKey(object);
    const seen = known.get(key) ?? tally.know(object);
    known.set(key, seen);
    tally.add(seen, policy, [{ rule, outcome, message }]);
    if (isFailing(result)) origins.note(result);
  }
  const folded = tally.finish();
  return { ...folded, violations: folded.violations.map(origins.complete) };
}

interface Origin {
  readonly tools: ReadonlySet<string>;
  readonly at: number | undefined;
}

/** Remembers who reported what, also for the owners into which rows may be folded. */
function createOrigins(owners: ReadonlyMap<string, ScannedObject>): {
  readonly note: (result: Merged) => void;
  readonly complete: (violation: Violation) => Violation;
} {
  const origins = new Map<string, Origin>();
  return {
    note({ object, policy, rule, outcome, tools, at }) {
      for (const ancestor of chainOf(object, owners)) {
        const key = originKey(ancestor, { policy: policy.key, rule, outcome });
        const known = origins.get(key);
        origins.set(key, {
          tools: new Set([...(known?.tools ?? []), ...tools]),
          at: known?.at === undefined || (at ?? 0) > known.at ? at : known.at,
        });
      }
    },
    complete(violation) {
      const origin = origins.get(originKey(objectKey(violation), violation));
      if (origin === undefined) return violation;
      return {
        ...violation,
        source: [...origin.tools].join(", "),
        ...(origin.at !== undefined && { reportedAt: origin.at }),
      };
    },
  };
}

/** Keys of the object and everything above it; ends in a cycle of owners too. */
function chainOf(
  object: ScannedObject,
  owners: ReadonlyMap<string, ScannedObject>,
): ReadonlySet<string> {
  const chain = new Set<string>();
  let key = objectKey(object);
  while (!chain.has(key)) {
    chain.add(key);
    const owner = owners.get(key)?.owner;
    if (owner === undefined) break;
    key = objectKey({ kind: owner.kind, namespace: object.namespace, name: owner.name });
  }
  return chain;
}

function originKey(
  object: string,
  { policy, rule, outcome }: Record<"policy" | "rule" | "outcome", string>,
): string {
  return `${object}\n${policy}\n${rule}\n${outcome}`;
}
