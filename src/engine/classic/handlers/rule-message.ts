import type { ContextDocument } from "../context-document.ts";
import { Failure } from "../failure.ts";
import { compileVariableText } from "../variables/variable-value.ts";
import type { RuleFacts } from "./check.ts";

/** A rule's message with its variables filled in, a full stop at its end. */
export type RuleMessage =
  | { readonly kind: "none" }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "failed" }
  /** Wholly one variable that is no string: Kyverno's CLI crashes there. */
  | { readonly kind: "no string" };

const NONE: RuleMessage = { kind: "none" };
const FAILED: RuleMessage = { kind: "failed" };
const NO_STRING: RuleMessage = { kind: "no string" };

/** Compiles the message of a rule with patterns. */
export function messageFor({ message }: RuleFacts): (document: ContextDocument) => RuleMessage {
  if (message === "") return () => NONE;
  const compiled = compileVariableText(message);
  if (typeof compiled === "string") {
    const constant = asText(compiled);
    return () => constant;
  }
  return (document) => {
    const value = compiled(document);
    if (value instanceof Failure) return FAILED;
    return typeof value === "string" ? asText(value) : NO_STRING;
  };
}

function asText(text: string): RuleMessage {
  return { kind: "text", text: text.endsWith(".") ? text : `${text}.` };
}
