import type { JsonObject } from "../../../manifest/resource.ts";
import type { ClassicRule } from "../../../policy/cluster-policy.ts";
import type { Check, RuleFacts } from "./check.ts";

/** `cel`. */
export function compileCelCheck(
  block: JsonObject,
  rule: ClassicRule,
  facts: RuleFacts,
): Check | string {
  return `not yet ${Object.keys(block).length} ${rule.name} ${facts.name}`;
}
