import { isMapping } from "../../../manifest/path.ts";
import type { ClassicRule, MatchBlock } from "../../../policy/cluster-policy.ts";

/** Why a rule may not match kind `*`, with the path of the filter behind the rule's. */
export function checkWildcardKinds(rule: ClassicRule, isBackground: boolean): string | undefined {
  const blocks = [
    ["match", rule.match ?? {}],
    ["exclude", rule.exclude ?? {}],
  ] as const;
  for (const [name, block] of blocks) {
    for (const [path, kinds] of kindsIn(name, block)) {
      const message = kinds.includes("*") ? checkWildcard(kinds, rule, isBackground) : undefined;
      if (message !== undefined) return `${path}.kinds: ${message}`;
    }
  }
  return undefined;
}

function kindsIn(
  name: string,
  { any = [], all = [], resources }: MatchBlock,
): readonly (readonly [string, readonly string[]])[] {
  return [
    ...any.map(
      (filter, index) => [`${name}.any[${index}]`, filter.resources?.kinds ?? []] as const,
    ),
    ...all.map(
      (filter, index) => [`${name}.all[${index}]`, filter.resources?.kinds ?? []] as const,
    ),
    [name, resources?.kinds ?? []],
  ];
}

const NOT_IN_BACKGROUND =
  "wildcard policy not allowed in background mode. Set spec.background=false to disable background mode for this policy rule ";
const METADATA_ONLY =
  "policy can only deal with the metadata field of the resource if the rule does not match any kind";

function checkWildcard(
  kinds: readonly string[],
  { validate }: ClassicRule,
  isBackground: boolean,
): string | undefined {
  if (isBackground) return NOT_IN_BACKGROUND;
  if (kinds.length > 1) return "wildcard policy can not deal with more than one kind";
  if (validate === undefined) return undefined;
  const { pattern, anyPattern, foreach, deny } = validate;
  if (foreach !== undefined) return "wildcard policy does not support rule type";
  const patterns = [...(pattern === undefined ? [] : [pattern]), ...listOf(anyPattern)];
  if (!patterns.every(isMetadataOnly)) return METADATA_ONLY;
  return conditionsIn(deny?.["conditions"]).every(isOfMetadata) ? undefined : METADATA_ONLY;
}

function isMetadataOnly(pattern: unknown): boolean {
  return isMapping(pattern) && Object.keys(pattern).every((key) => key === "metadata");
}

function conditionsIn(conditions: unknown): readonly unknown[] {
  if (!isMapping(conditions)) return listOf(conditions);
  return [...listOf(conditions["any"]), ...listOf(conditions["all"])];
}

const OF_REQUEST = /\{\{\s*(?:request\.|serviceAccountName|serviceAccountNamespace)[^{}]*\}\}/;

function isOfMetadata(condition: unknown): boolean {
  const key = isMapping(condition) ? condition["key"] : undefined;
  if (typeof key !== "string" || key.includes("request.object.metadata.")) return true;
  return OF_REQUEST.test(key) && !key.includes("request.object.spec");
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
