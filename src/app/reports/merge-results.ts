import type { RuleResult } from "../../results/rule-result.ts";
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

/** A statement that nothing is wrong: hundreds of thousands in a large cluster, so no more is kept than what decides. */
interface Passed {
  readonly object: ScannedObject;
  readonly policy: PolicyFacts;
  readonly at: number | undefined;
  readonly tools: ReadonlySet<string>;
}

/**
 * An empty collection. Reports overlap while a cluster moves from one API to the other, or where two tools check the
 * same. Objects, policies and tools are kept once, texts of failures only.
 */
export function mergeResults(): MergedResults {
  const failed = new Map<string, Merged>();
  const passed = new Map<string, Passed>();
  const objects = numbered<ScannedObject>();
  const policies = numbered<PolicyFacts>();
  const keys = numbered<string>();
  const tools = numbered<ReadonlySet<string>>();
  const sources = new Map<string, ReportSource>();

  const add = (result: ReportedResult): void => {
    count(sources, result);
    const object = objects.share(objectKey(result.object), result.object);
    const { key, severity } = result.policy;
    const policy = policies.share(`${key}\n${severity}`, result.policy).value;
    const id = `${object.number} ${keys.share(key, key).number} ${result.rule}`;
    const failure = failed.get(id);
    const pass = passed.get(id);
    const known = failure ?? pass;
    const names = toolsOf(known?.tools, result.source);
    const said = {
      object: object.value,
      policy,
      tools: tools.share(names.join("\n"), new Set(names)).value,
    };
    if (failure !== undefined && isNewer(failure, result)) {
      failed.set(id, { ...failure, tools: said.tools });
    } else if (pass !== undefined && isNewer(pass, result)) {
      passed.set(id, { ...pass, tools: said.tools });
    } else if (isFailing(result)) {
      passed.delete(id);
      const { rule, outcome, message, at } = result;
      failed.set(id, { ...said, rule, outcome, message, at });
    } else {
      failed.delete(id);
      passed.set(id, { ...said, at: result.at });
    }
  };

  return {
    add,
    failing: () => [...failed.values()],
    sources: () => [...sources.values()],
    policies: () => [...new Map(policies.all().map((facts) => [facts.key, facts])).values()],
    finish: (owners) => fold([...failed.values()], passed.values(), owners),
  };
}

interface Numbered<T> {
  /** The first equal thing that was shared, and its number. */
  readonly share: (key: string, value: T) => { readonly value: T; readonly number: number };
  readonly all: () => readonly T[];
}

/** Equal things of many results are one thing in memory, and have a short name. */
function numbered<T>(): Numbered<T> {
  const known = new Map<string, { readonly value: T; readonly number: number }>();
  return {
    share(key, value) {
      const first = known.get(key);
      if (first !== undefined) return first;
      const entry = { value, number: known.size };
      known.set(key, entry);
      return entry;
    },
    all: () => [...known.values()].map(({ value }) => value),
  };
}

function toolsOf(known: ReadonlySet<string> | undefined, source: string): readonly string[] {
  if (known === undefined) return [source];
  return known.has(source) ? [...known] : [...known, source].toSorted();
}

function isFailing({ outcome }: Pick<ReportedResult, "outcome">): boolean {
  return outcome !== "pass" && outcome !== "skip";
}

/** Of two statements of the same time the one that found something wrong stands. */
function isNewer(known: Merged | Passed, result: ReportedResult): boolean {
  const ahead = (known.at ?? 0) - (result.at ?? 0);
  return ahead > 0 || (ahead === 0 && ("outcome" in known || !isFailing(result)));
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

function fold(
  failed: readonly Merged[],
  passed: Iterable<Passed>,
  owners: ReadonlyMap<string, ScannedObject>,
): TallyResult {
  const tally = createTally();
  const known = new Map<string, Seen>();
  for (const [key, owner] of owners) known.set(key, tally.know(owner));
  const seenAs = (object: ScannedObject): Seen => {
    const key = objectKey(object);
    const seen = known.get(key) ?? tally.know(object);
    known.set(key, seen);
    return seen;
  };
  const origins = createOrigins(owners);
  for (const { object, policy } of passed) {
    // A pod that is clean decides nothing; an owner that is clean keeps its pods' rows apart.
    if (object.kind !== "Pod") tally.add(seenAs(object), policy, PASS);
  }
  for (const result of failed) {
    const { object, policy, rule, outcome, message } = result;
    tally.add(seenAs(object), policy, [{ rule, outcome, message }]);
    origins.note(result);
  }
  const folded = tally.finish();
  return { ...folded, violations: folded.violations.map(origins.complete) };
}

const PASS: readonly RuleResult[] = [{ rule: "", outcome: "pass", message: "" }];

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
