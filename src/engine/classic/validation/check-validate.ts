import type { JsonObject } from "../../../manifest/resource.ts";
import type { ValidateBlock } from "../../../policy/cluster-policy.ts";
import { checkPattern, type PatternRefusal } from "./check-pattern.ts";

/** Why the body of a validate rule is none: too many checks, too few, or unusable anchors. */
export function checkValidate(validate: ValidateBlock): PatternRefusal | undefined {
  const checks = CHECKS.filter((name) => validate[name] !== undefined).length;
  if (checks === 0)
    return refusal("", "one of pattern, anyPattern, deny, foreach, cel must be specified");
  if (checks > 1)
    return refusal("", "only one of pattern, anyPattern, deny, foreach, cel can be specified");
  const { pattern, anyPattern, foreach = [] } = validate;
  if (pattern !== undefined) return checkPatternAt("pattern", pattern);
  if (anyPattern !== undefined) return checkAnyPattern(anyPattern);
  for (const entry of foreach) {
    const found = checkForeach(entry);
    if (found !== undefined) return found;
  }
  return undefined;
}

const CHECKS = [
  "pattern",
  "anyPattern",
  "deny",
  "foreach",
  "podSecurity",
  "cel",
  "manifests",
  "assert",
] as const;

function checkAnyPattern(anyPattern: unknown): PatternRefusal | undefined {
  if (!Array.isArray(anyPattern))
    return refusal("anyPattern", "failed to deserialize anyPattern, expect array: invalid type");
  for (const [index, pattern] of anyPattern.entries()) {
    const found = checkPatternAt(`anyPattern[${index}]`, pattern);
    if (found !== undefined) return found;
  }
  return undefined;
}

function checkPatternAt(name: string, pattern: unknown): PatternRefusal | undefined {
  const found = checkPattern(pattern);
  return found && refusal(`${name}.${found.path}`, found.message);
}

const FOREACH_CHECKS = ["pattern", "anyPattern", "deny", "foreach"];

function checkForeach(foreach: JsonObject): PatternRefusal | undefined {
  const { list } = foreach;
  if (list === undefined || list === "") return refusal("", "foreach.list is required");
  const checks = FOREACH_CHECKS.filter((name) => foreach[name] !== undefined).length;
  if (checks === 0)
    return refusal("", "one of pattern, anyPattern, deny, or a nested foreach must be specified");
  if (checks > 1)
    return refusal(
      "",
      "only one of pattern, anyPattern, deny, or a nested foreach can be specified",
    );
  return undefined;
}

function refusal(path: string, message: string): PatternRefusal {
  return { path, message };
}
