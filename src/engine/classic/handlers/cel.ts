import type { Activation } from "../../../cel/compile-expression.ts";
import { CelError, CelPending, type CelResult } from "../../../cel/values.ts";
import type { JsonObject } from "../../../manifest/resource.ts";
import type { ClassicRule } from "../../../policy/cluster-policy.ts";
import { compileCelParams } from "../cel/cel-params.ts";
import { compileCelPrograms, type CelProgramSet, type CelValidation } from "../cel/cel-program.ts";
import { celActivation, evaluateExpression } from "../cel/cel-slots.ts";
import { ruleError, type Check, type RuleFacts, type RuleVerdict } from "./check.ts";

const PRECONDITIONS_NOT_MET: RuleVerdict = {
  outcome: "skip",
  message: "cel preconditions not met",
};

/** `cel`: Kubernetes' validations; an expression that can't be evaluated fails, as failurePolicy Fail has it. */
export function compileCelCheck(block: JsonObject, rule: ClassicRule, facts: RuleFacts): Check {
  const programs = compileCelPrograms(block, rule.celPreconditions ?? [], facts.message);
  const findParams = compileCelParams(block);
  const passed: RuleVerdict = {
    outcome: "pass",
    message: `Validation rule '${facts.name}' passed.`,
  };
  return ({ request, host, document }) => {
    const { needs } = document.session;
    const found = findParams(request, host);
    if (found instanceof CelPending) return pending(found, needs);
    if (found instanceof CelError) return ruleError("error while collecting params", found.message);
    for (const params of found) {
      const activation = celActivation(request, host, programs.variables, params);
      const verdict = validate(programs, activation, needs);
      if (verdict !== undefined) return verdict;
    }
    return passed;
  };
}

/** Undefined where everything holds. */
function validate(
  programs: CelProgramSet,
  activation: Activation,
  needs: unknown[],
): RuleVerdict | undefined {
  const unmet = checkPreconditions(programs, activation, needs);
  if (unmet !== undefined) return unmet;
  for (const validation of programs.validations) {
    const held = evaluateExpression(validation.condition, activation);
    if (held === true) continue;
    if (held instanceof CelPending) return pending(held, needs);
    if (held instanceof CelError)
      return { outcome: "fail", message: errorText(validation.source, held) };
    return failure(validation, activation, needs);
  }
  return undefined;
}

/** One that is false wins over errors before it. */
function checkPreconditions(
  { preconditions }: CelProgramSet,
  activation: Activation,
  needs: unknown[],
): RuleVerdict | undefined {
  const errors: string[] = [];
  for (const { source, condition } of preconditions) {
    const held = evaluateExpression(condition, activation);
    if (held === false) return PRECONDITIONS_NOT_MET;
    if (held instanceof CelPending) return pending(held, needs);
    if (held instanceof CelError) errors.push(errorText(source, held));
  }
  if (errors.length === 0) return undefined;
  const [only = ""] = errors;
  return { outcome: "fail", message: errors.length === 1 ? only : `[${errors.join(", ")}]` };
}

function failure(
  { source, message, messageExpression }: CelValidation,
  activation: Activation,
  needs: unknown[],
): RuleVerdict {
  const words: CelResult =
    messageExpression === undefined ? "" : evaluateExpression(messageExpression, activation);
  if (words instanceof CelPending) return pending(words, needs);
  const own = typeof words === "string" ? words.trim() : "";
  return { outcome: "fail", message: own || message.trim() || `failed expression: ${source}` };
}

function errorText(source: string, { message }: CelError): string {
  return message.startsWith("compilation error: ")
    ? message
    : `expression '${source}' resulted in error: ${message}`;
}

function pending({ lookup }: CelPending, needs: unknown[]): RuleVerdict {
  needs.push(lookup);
  return { outcome: "error", message: "the answer is still to be fetched" };
}
