import { FINDING_FIELDS, OBJECT_FIELDS, OUTCOMES, type TallyPart } from "./tally-part.ts";
import type { PolicyFacts, ScannedObject, Violation } from "./violation.ts";

/** A result that needs attention, before owned objects are folded. */
export interface Finding {
  readonly object: ScannedObject;
  readonly policy: PolicyFacts;
  readonly rule: string;
  readonly outcome: Violation["outcome"];
  readonly message: string;
}

/** An object that may own others, and keys of the policies that evaluated it. */
interface Owner {
  readonly object: ScannedObject;
  readonly policies: Set<string>;
}

/** A part with its numbers followed. */
export interface ReadPart {
  readonly namespaces: readonly string[];
  /** Keys of policies. */
  readonly policiesMatched: readonly string[];
  /** Objects that may own others. */
  readonly owners: readonly Owner[];
  readonly owned: readonly (readonly [key: string, count: number])[];
  readonly findings: readonly Finding[];
}

/** Follows a part's numbers to texts, objects and policies; numbers that lead nowhere are left out. */
export function readPart(part: TallyPart, policies: readonly PolicyFacts[]): ReadPart {
  const text = (index: number): string => part.texts[index] ?? "";
  const key = (index: number): string => policies[index]?.key ?? "";
  const lists = part.policyLists.map((list) => new Set(list.map(key)));
  const objects: ScannedObject[] = [];
  const owners: Owner[] = [];
  for (let at = 0; at < part.objects.length; at += OBJECT_FIELDS) {
    const object = readObject(part.objects.slice(at, at + OBJECT_FIELDS), text);
    objects.push(object);
    const evaluated = lists[part.objects[at + OBJECT_FIELDS - 1] ?? -1];
    if (evaluated !== undefined) owners.push({ object, policies: evaluated });
  }
  return {
    namespaces: part.namespaces.map(text),
    policiesMatched: part.policiesMatched.map(key),
    owners,
    owned: pairs(part.owned).map(([owner, count]) => [text(owner), count]),
    findings: readFindings(part, objects, policies),
  };
}

function readObject(numbers: readonly number[], text: (index: number) => string): ScannedObject {
  const [context = -1, namespace = -1, kind = -1, name = -1, uid = -1] = numbers;
  const [ownerKind = -1, ownerName = -1, ownerUid = -1] = numbers.slice(5);
  return {
    context: text(context),
    namespace: text(namespace),
    kind: text(kind),
    name: text(name),
    ...(uid >= 0 && { uid: text(uid) }),
    ...(ownerKind >= 0 && {
      owner: {
        kind: text(ownerKind),
        name: text(ownerName),
        ...(ownerUid >= 0 && { uid: text(ownerUid) }),
      },
    }),
  };
}

function readFindings(
  { findings, texts }: TallyPart,
  objects: readonly ScannedObject[],
  policies: readonly PolicyFacts[],
): readonly Finding[] {
  const read: Finding[] = [];
  for (let at = 0; at < findings.length; at += FINDING_FIELDS) {
    const [objectAt = -1, policyAt = -1, rule = -1, outcomeAt = -1, message = -1] = findings.slice(
      at,
      at + FINDING_FIELDS,
    );
    const object = objects[objectAt];
    const policy = policies[policyAt];
    const outcome = OUTCOMES[outcomeAt];
    if (object === undefined || policy === undefined || outcome === undefined) continue;
    read.push({ object, policy, outcome, rule: texts[rule] ?? "", message: texts[message] ?? "" });
  }
  return read;
}

function pairs(numbers: readonly number[]): readonly (readonly [number, number])[] {
  const found: [number, number][] = [];
  for (let at = 0; at + 1 < numbers.length; at += 2)
    found.push([numbers[at] ?? 0, numbers[at + 1] ?? 0]);
  return found;
}
