import type { Activation, CelProgram } from "../../cel/compile-expression.ts";
import { CelError, CelPending, type CelResult } from "../../cel/values.ts";
import { conversionError, evaluateConditions, pending } from "./evaluate-conditions.ts";
import type { Annotations, Verdict } from "./verdict.ts";
import type { CompiledValidation, ValidatingProgram } from "./validating-program.ts";

const NO_ANNOTATIONS: Annotations = {};
const PASS: Verdict = { kind: "pass", annotations: NO_ANNOTATIONS };

/** Evaluates matchConditions, then validations up to the first that does not hold, then the annotations; never throws. */
export function evaluateValidating(program: ValidatingProgram, activation: Activation): Verdict {
  const { matchConditions, ignoresConditionErrors } = program;
  const skipped = evaluateConditions(matchConditions, activation, ignoresConditionErrors);
  if (skipped !== undefined) return skipped;
  let index = 0;
  for (const validation of program.validations) {
    const held = validation.condition.evaluate(activation);
    if (held !== true) return evaluateFailure(program, activation, { validation, index, held });
    index++;
  }
  if (program.auditAnnotations.size === 0) return PASS;
  const annotations = evaluateAnnotations(program.auditAnnotations, activation);
  if (annotations instanceof CelPending) return pending(annotations);
  if (annotations instanceof CelError) return { kind: "broken", message: annotations.message };
  return { kind: "pass", annotations };
}

interface Failure {
  readonly validation: CompiledValidation;
  readonly index: number;
  readonly held: CelResult;
}

function evaluateFailure(
  program: ValidatingProgram,
  activation: Activation,
  { validation, index, held }: Failure,
): Verdict {
  if (held instanceof CelPending) return pending(held);
  if (held !== false) return { kind: "error", message: conversionError(held, "bool"), index };
  const message = evaluateMessage(validation, activation);
  if (message instanceof CelPending) return pending(message);
  const annotations = evaluateAnnotations(program.auditAnnotations, activation);
  if (annotations instanceof CelPending) return pending(annotations);
  if (annotations instanceof CelError)
    return { kind: "error", message: annotations.message, index };
  const text = message === "" ? `CEL expression validation failed at index ${index}` : message;
  return { kind: "fail", message: text, index, annotations };
}

function evaluateMessage(
  { message, messageExpression }: CompiledValidation,
  activation: Activation,
): string | CelPending {
  const result = messageExpression?.evaluate(activation) ?? message;
  if (typeof result === "string" || result instanceof CelPending) return result;
  return result instanceof CelError
    ? `failed to evaluate message expression: ${result.message}`
    : `failed to convert message expression to string: ${conversionError(result, "string")}`;
}

/** Empty texts are left out; null is an error though its type is allowed. */
function evaluateAnnotations(
  programs: ReadonlyMap<string, CelProgram>,
  activation: Activation,
): Annotations | CelError {
  if (programs.size === 0) return NO_ANNOTATIONS;
  const annotations: Record<string, string> = {};
  for (const [key, program] of programs) {
    const result = program.evaluate(activation);
    if (result instanceof CelPending) return result;
    if (result instanceof CelError) {
      return new CelError(`failed to evaluate auditAnnotation '${key}': ${result.message}`);
    }
    if (typeof result !== "string") {
      const text = conversionError(result, "string");
      return new CelError(`failed to convert auditAnnotation '${key}' expression: ${text}`);
    }
    if (result !== "") annotations[key] = result;
  }
  return annotations;
}
