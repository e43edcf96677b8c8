import type { Outcome } from "../../results/rule-result.ts";
import type { ContextDocument } from "./context-document.ts";
import { Failure } from "./failure.ts";
import { compileVariableText } from "./variables/variable-value.ts";
import type { RuleVerdict } from "./handlers/check.ts";

/** Fills in a rule's `reportProperties`; one whose variables fail stays as written, all do then. */
export function compileReportProperties(
  written: Readonly<Record<string, string>> | undefined,
): ((document: ContextDocument) => Readonly<Record<string, string>>) | undefined {
  if (written === undefined) return undefined;
  const compiled = Object.entries(written).map(
    ([key, text]) => [key, compileVariableText(text)] as const,
  );
  return (document) => {
    const filled: (readonly [string, string])[] = [];
    for (const [key, text] of compiled) {
      const value = typeof text === "string" ? text : text(document);
      if (value instanceof Failure || typeof value !== "string") return written;
      filled.push([key, value]);
    }
    return Object.fromEntries(filled);
  };
}

/** The property that replaces the message of each outcome in reports. */
const MESSAGE_PROPERTIES: Readonly<Record<Outcome, string>> = {
  pass: "passMessage",
  fail: "failMessage",
  warn: "warnMessage",
  error: "errorMessage",
  skip: "skipMessage",
};

/**
 * A verdict with its report properties; `failMessage` and the like replace the message. What fails in a policy that is
 * not scored is reported as a warning.
 */
export function withReportProperties(
  verdict: RuleVerdict,
  properties: Readonly<Record<string, string>>,
  isScored: boolean,
): RuleVerdict {
  const reported = verdict.outcome === "fail" && !isScored ? "warn" : verdict.outcome;
  const own = properties[MESSAGE_PROPERTIES[reported]] ?? properties["message"];
  return {
    outcome: verdict.outcome,
    message: own ?? verdict.message,
    properties: { ...properties, ...verdict.properties },
  };
}
