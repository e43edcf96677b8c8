import type { RuleResult } from "./rule-result.ts";
import type { PolicyFacts, ScannedObject, Violation } from "./violation.ts";

/** What is only counted. */
export interface Counts {
  resources: number;
  /** Results of rules, whatever they say. */
  rulesEvaluated: number;
  pass: number;
  skip: number;
}

/**
 * What a part of a scan counted, such as one page of a list: plain data that crosses threads and files. Texts stand once in
 * `texts`; everywhere else numbers lead to them. Its size follows failures and possible owners, not passes.
 */
export interface TallyPart extends Readonly<Counts> {
  readonly texts: readonly string[];
  /** Names of namespaces. */
  readonly namespaces: readonly number[];
  /** Policies that said something, by their place in the scan's list of policies. */
  readonly policiesMatched: readonly number[];
  /** `OBJECT_FIELDS` numbers for each object that has a row or may own others. */
  readonly objects: readonly number[];
  /** Which policies evaluated an object: one list for all objects with the same. */
  readonly policyLists: readonly (readonly number[])[];
  /** Key of an owner and how many of the counted objects it owns, in turn. */
  readonly owned: readonly number[];
  /** `FINDING_FIELDS` numbers for each result that is neither pass nor skip. */
  readonly findings: readonly number[];
}

/** Numbers of an object: context, namespace, kind, name, uid, the owner's kind, name and uid (-1: none), its list of policies (-1: it owns nothing). */
export const OBJECT_FIELDS = 9;
/** Numbers of a finding: object, policy, rule, outcome, message. */
export const FINDING_FIELDS = 5;

/** Where results go: a whole tally, or a part of one. */
export interface ResultSink<Handle> {
  /** Says that an object was read, whether a policy matches it or not. */
  readonly see: (object: ScannedObject) => Handle;
  /** Remembers an object that may own others, without counting it. */
  readonly know: (object: ScannedObject) => Handle;
  /** Takes what one policy says about an object that was seen. */
  readonly add: (seen: Handle, policy: PolicyFacts, results: readonly RuleResult[]) => void;
}

/** An object of a part that is being collected. */
export interface PartObject {
  readonly object: ScannedObject;
  /** Policies that evaluated it, for what may own others. */
  readonly policies: Set<number> | undefined;
  /** Its place in `objects`, once it has one. */
  place: number;
}

/** Collects one part. */
export interface PartCollector extends ResultSink<PartObject> {
  readonly finish: () => TallyPart;
}

/** An empty part; `policies` are those of the whole scan, in the order that all parts share. */
export function collectPart(policies: readonly PolicyFacts[]): PartCollector {
  const places = new Map(policies.map((policy, index) => [policy, index]));
  const texts = createTexts();
  const namespaces = new Set<string>();
  const policiesMatched = new Set<number>();
  const objects: number[] = [];
  const owners: PartObject[] = [];
  const owned = new Map<string, number>();
  const findings: number[] = [];
  const counts = noCounts();

  const place = (seen: PartObject): number => {
    if (seen.place < 0) {
      seen.place = objects.length / OBJECT_FIELDS;
      writeObject(objects, seen.object, texts.number);
    }
    return seen.place;
  };
  const know = (object: ScannedObject): PartObject => {
    if (!mayOwn(object)) return { object, policies: undefined, place: -1 };
    const seen = { object, policies: new Set<number>(), place: -1 };
    place(seen);
    owners.push(seen);
    return seen;
  };
  const see = (object: ScannedObject): PartObject => {
    counts.resources += 1;
    if (object.namespace !== "") namespaces.add(object.namespace);
    countOwner(owned, object);
    return know(object);
  };
  const add = (seen: PartObject, facts: PolicyFacts, results: readonly RuleResult[]): void => {
    if (results.length === 0) return;
    const policy = places.get(facts) ?? -1;
    policiesMatched.add(policy);
    seen.policies?.add(policy);
    for (const { rule, outcome, message } of results) {
      if (!needsAttention(outcome, counts)) continue;
      const said = [texts.number(rule), OUTCOMES.indexOf(outcome), texts.number(message)];
      findings.push(place(seen), policy, ...said);
    }
  };
  const finish = (): TallyPart => ({
    ...counts,
    namespaces: [...namespaces].map(texts.number),
    policiesMatched: [...policiesMatched],
    objects,
    policyLists: writePolicyLists(objects, owners),
    owned: [...owned].flatMap(([key, count]) => [texts.number(key), count]),
    findings,
    texts: texts.all,
  });
  return { see, know, add, finish };
}

/** What is no pass and no skip, by the number that findings carry. */
export const OUTCOMES: readonly Violation["outcome"][] = ["fail", "warn", "error"];

/** Pods own nothing, and there are many of them. */
export function mayOwn({ kind }: ScannedObject): boolean {
  return kind !== "Pod";
}

/** The same text for the same object, whether seen as itself or as somebody's owner. */
export function objectKey({ uid, namespace, kind, name }: ScannedObject): string {
  return uid ?? `${namespace}/${kind}/${name}`;
}

/** The `objectKey` of the object's owner; undefined for one that nobody owns. */
export function ownerKey({ owner, namespace }: ScannedObject): string | undefined {
  return owner && (owner.uid ?? `${namespace}/${owner.kind}/${owner.name}`);
}

/** Nothing counted yet. */
export function noCounts(): Counts {
  return { resources: 0, rulesEvaluated: 0, pass: 0, skip: 0 };
}

/** Counts a result; true for one that becomes a row. */
export function needsAttention(
  outcome: RuleResult["outcome"],
  counts: Counts,
): outcome is Violation["outcome"] {
  counts.rulesEvaluated += 1;
  if (outcome === "pass") counts.pass += 1;
  else if (outcome === "skip") counts.skip += 1;
  else return true;
  return false;
}

/** Counts the object for its owner, if it has one. */
export function countOwner(owned: Map<string, number>, object: ScannedObject): void {
  const key = ownerKey(object);
  if (key !== undefined) owned.set(key, (owned.get(key) ?? 0) + 1);
}

interface Texts {
  readonly all: string[];
  readonly number: (text: string) => number;
}

function createTexts(): Texts {
  const all: string[] = [];
  const numbers = new Map<string, number>();
  const number = (text: string): number => {
    const known = numbers.get(text);
    if (known !== undefined) return known;
    numbers.set(text, all.length);
    return all.push(text) - 1;
  };
  return { all, number };
}

function writeObject(to: number[], object: ScannedObject, number: (text: string) => number): void {
  const optional = (text: string | undefined): number => (text === undefined ? -1 : number(text));
  const { context, namespace, kind, name, uid, owner } = object;
  to.push(
    number(context),
    number(namespace),
    number(kind),
    number(name),
    optional(uid),
    optional(owner?.kind),
    optional(owner?.name),
    optional(owner?.uid),
    -1,
  );
}

function writePolicyLists(
  objects: number[],
  owners: readonly PartObject[],
): readonly (readonly number[])[] {
  const lists: (readonly number[])[] = [];
  const places = new Map<string, number>();
  for (const { policies, place } of owners) {
    const list = [...(policies ?? [])];
    const key = list.join();
    const known = places.get(key) ?? lists.push(list) - 1;
    places.set(key, known);
    objects[(place + 1) * OBJECT_FIELDS - 1] = known;
  }
  return lists;
}
