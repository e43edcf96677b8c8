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
  const message = denyMessages(facts);
  const passed = { outcome: "pass", message: `validation rule '${facts.name}' passed.` } as const;
  return ({ document }) => {
    const verdict = conditions(document);
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

/** A rule's message with those of conditions behind it; each such text is compiled once. */
function denyMessages({
  name,
  message,
}: RuleFacts): (ofConditions: string, document: ContextDocument) => string {
  const texts = new Map([[message, compileVariableText(message)]]);
  return (ofConditions, document) => {
    if (message === "" && ofConditions === "") return `validation error: rule ${name} failed`;
    const text = [message, ofConditions].filter((part) => part !== "").join("; ");
    const compiled = texts.get(text) ?? compileVariableText(text);
    texts.set(text, compiled);
    if (typeof compiled === "string") return compiled;
    const value = compiled(document);
    if (value instanceof Failure) return ofConditions;
    return typeof value === "string" ? value : NO_STRING;
  };
}
