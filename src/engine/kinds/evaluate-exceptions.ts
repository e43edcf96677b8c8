import type { Activation } from "../../cel/compile-expression.ts";
import { CelError } from "../../cel/values.ts";
import type { CelException } from "../../policy/policy-exception.ts";
import { evaluateConditions } from "./evaluate-conditions.ts";
import type { CompiledException } from "./validating-program.ts";
import type { Verdict } from "./verdict.ts";

/** What the policy's own expressions see as `exceptions`. */
export interface Allowances {
  readonly allowedImages: readonly string[];
  readonly allowedValues: readonly string[];
}

/** No exception applies. */
export const NO_ALLOWANCES: Allowances = Object.freeze({
  allowedImages: Object.freeze([]),
  allowedValues: Object.freeze([]),
});

/** While the exceptions' own conditions are evaluated, there is no such variable. */
export const NO_ATTRIBUTE: CelError = new CelError("no such attribute(s): exceptions");

/**
 * The verdict that exceptions give, or what the policy may allow when they give none. A condition that can't be evaluated
 * counts only until some exception exempts the request.
 */
export function evaluateExceptions(
  exceptions: readonly CompiledException[],
  activation: Activation,
  ignoresConditionErrors: boolean,
): Verdict | Allowances {
  const matched: CelException[] = [];
  let isExempt = false;
  for (const { exception, conditions } of exceptions) {
    const verdict = evaluateConditions(conditions, activation, ignoresConditionErrors);
    if (verdict === undefined) {
      matched.push(exception);
      isExempt ||= exception.images.length === 0 && exception.allowedValues.length === 0;
    } else if (verdict.kind !== "skip" && !isExempt) return verdict;
  }
  if (isExempt) return { kind: "exempt", exceptions: matched };
  return {
    allowedImages: matched.flatMap(({ images }) => images),
    allowedValues: matched.flatMap(({ allowedValues }) => allowedValues),
  };
}
