import type { Activation, CelProgram } from "../../cel/compile-expression.ts";
import { CelError, CelPending, type CelResult } from "../../cel/values.ts";
import type { Verdict } from "./verdict.ts";

const SKIP: Verdict = { kind: "skip" };

/** Undefined when all conditions hold. All are looked at until one is false, which wins over errors before it. */
export function evaluateConditions(
  conditions: readonly CelProgram[],
  activation: Activation,
  ignoresErrors: boolean,
): Verdict | undefined {
  const errors: string[] = [];
  for (const condition of conditions) {
    const result = condition.evaluate(activation);
    if (result === false) return SKIP;
    if (result instanceof CelPending) return pending(result);
    if (result !== true) errors.push(conversionError(result, "bool"));
  }
  if (errors.length === 0) return undefined;
  return ignoresErrors ? SKIP : { kind: "broken", message: errors.join("; ") };
}

/** Why a result is no value of the wanted type: its own error, or cel-go's about converting it. */
export function conversionError(result: CelResult, wanted: string): string {
  if (result instanceof CelError) return result.message;
  const type = result === null ? "null_type" : "dyn";
  return `type conversion error from '${type}' to '${wanted}'`;
}

/** The verdict when data from outside is missing. */
export function pending({ lookup }: CelPending): Verdict {
  return { kind: "pending", lookup };
}
