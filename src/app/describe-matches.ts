import { objectAt, objectsAt, textsAt } from "../cluster/json-fields.ts";

const MAX_NAMES = 6;

/** What a policy's spec matches in a few words: the resources of its rules (CEL kinds) or their kinds (kyverno.io kinds). */
export function describeMatches(spec: unknown): string {
  const cel = objectsAt(objectAt(spec, "matchConstraints"), "resourceRules").flatMap((rule) =>
    textsAt(rule, "resources").map((plural) => withGroup(plural, textsAt(rule, "apiGroups"))),
  );
  const match = objectAt(spec, "match");
  const rules = [...objectsAt(spec, "rules").map((rule) => objectAt(rule, "match")), match];
  const names = [...new Set([...cel, ...rules.flatMap(kindsOf)])];
  if (names.length === 0) return "nothing named";
  const more = names.length - MAX_NAMES;
  return `${names.slice(0, MAX_NAMES).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** Kinds of a kyverno.io match block, which may stand directly or under `any` and `all`. */
function kindsOf(match: unknown): readonly string[] {
  return [match, ...objectsAt(match, "any"), ...objectsAt(match, "all")].flatMap((block) =>
    textsAt(objectAt(block, "resources"), "kinds"),
  );
}

function withGroup(plural: string, groups: readonly string[]): string {
  const [group = "", ...others] = groups;
  return group === "" || group === "*" || others.length > 0 ? plural : `${plural}.${group}`;
}
