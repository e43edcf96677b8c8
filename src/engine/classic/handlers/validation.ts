import { isMapping } from "../../../manifest/path.ts";
import type { Json, JsonObject } from "../../../manifest/resource.ts";
import { compileConditions } from "../conditions/compile-conditions.ts";
import { compileContext } from "../context/compile-context.ts";
import { childDocument } from "../context-document.ts";
import { Failure } from "../failure.ts";
import { ruleError, type Check, type RuleFacts } from "./check.ts";
import { compileDeny } from "./deny.ts";
import { compileForeach } from "./foreach.ts";
import { compileAnyPatternCheck, compilePatternCheck } from "./pattern.ts";

/**
 * Compiles what rules and the blocks of a foreach have in common: context, preconditions, then `deny`, `pattern`,
 * `anyPattern` or `foreach`, looked for in this order.
 */
export function compileValidation(
  block: Readonly<Record<string, unknown>>,
  facts: RuleFacts,
  nesting: number,
): Check {
  const { context, preconditions } = block;
  const entries = compileContext(objectsOf(context), facts.policyNamespace);
  const body = compileBody(block, facts, nesting);
  // An element whose preconditions can't be evaluated is passed over.
  const check = withPreconditions(asJson(preconditions), body, nesting === 0 ? "error" : "skip");
  if (entries.length === 0) return check;
  return (scope) => check({ ...scope, document: childDocument(scope.document, {}, entries) });
}

/** Puts preconditions before a check: where they do not hold, the rule is skipped. */
export function withPreconditions(
  preconditions: Json | undefined,
  check: Check,
  onError: "error" | "skip" = "error",
): Check {
  if (preconditions === undefined || preconditions === null) return check;
  const { evaluate } = compileConditions(preconditions);
  return (scope) => {
    const verdict = evaluate(scope.document);
    if (verdict instanceof Failure)
      return {
        ...ruleError("failed to evaluate preconditions", verdict.message),
        outcome: onError,
      };
    if (verdict.holds) return check(scope);
    const message = verdict.message === "" ? "" : `; ${verdict.message}`;
    return { outcome: "skip", message: `preconditions not met${message}` };
  };
}

function compileBody(
  { deny, pattern, anyPattern, foreach }: Readonly<Record<string, unknown>>,
  facts: RuleFacts,
  nesting: number,
): Check {
  if (isObject(deny)) return compileDeny(deny, facts);
  const json = asJson(pattern);
  if (json !== undefined && json !== null) return compilePatternCheck(json, facts);
  const list = asJson(anyPattern);
  if (list !== undefined && list !== null) return compileAnyPatternCheck(list, facts);
  return Array.isArray(foreach)
    ? compileForeach(objectsOf(foreach), nesting, (block, inner) =>
        compileValidation(block, facts, inner),
      )
    : () => undefined;
}

function objectsOf(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function isObject(value: unknown): value is JsonObject {
  return isMapping(value);
}

/** Rules are read from YAML: whatever they hold is JSON. */
function asJson(value: unknown): Json | undefined {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- policies are parsed YAML
  return value as Json | undefined;
}
