import type { Json, JsonObject } from "../../../manifest/resource.ts";
import { compileConditions } from "../conditions/compile-conditions.ts";
import type { ContextDocument } from "../context-document.ts";
import { Failure } from "../failure.ts";
import { compileVariableText } from "../variables/variable-value.ts";
import { ruleError, type Check, type RuleFacts } from "./check.ts";

const NO_STRING = "the produced message didn't resolve to a string, check your policy definition.";

/** `deny`: fails where its conditions hold; without any, always. */
export function compileDeny(deny: JsonObject, facts: RuleFacts): Check {
  const conditions = compileConditions(conditionsOf(deny));
  const message = denyMessages(facts, conditions.messages);
  const passed = { outcome: "pass", message: `validation rule '${facts.name}' passed.` } as const;
  return ({ document }) => {
    const verdict = conditions.evaluate(document);
    if (verdict instanceof Failure)
      return ruleError("failed to check deny conditions", verdict.message);
    return verdict.holds
      ? { outcome: "fail", message: message(verdict.message, document) }
      : passed;
  };
}

function conditionsOf({ conditions }: JsonObject): Json | undefined {
  return conditions;
}

/** A rule's message with those of conditions behind it, compiled for every text that conditions can have. */
function denyMessages(
  { name, message }: RuleFacts,
  messages: readonly string[],
): (ofConditions: string, document: ContextDocument) => string {
  const textOf = (ofConditions: string): string =>
    [message, ofConditions].filter((part) => part !== "").join("; ");
  const texts = new Map(messages.map((own) => [own, compileVariableText(textOf(own))]));
  return (ofConditions, document) => {
    if (message === "" && ofConditions === "") return `validation error: rule ${name} failed`;
    const compiled = texts.get(ofConditions) ?? compileVariableText(textOf(ofConditions));
    if (typeof compiled === "string") return compiled;
    const value = compiled(document);
    if (value instanceof Failure) return ofConditions;
    return typeof value === "string" ? value : NO_STRING;
  };
}
