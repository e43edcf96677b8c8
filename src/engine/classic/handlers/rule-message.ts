import { explainUnder, type Explain } from "../../../pattern/outcome-messages.ts";
import type { ContextDocument } from "../context-document.ts";
import { Failure } from "../failure.ts";
import { compileVariableText } from "../variables/variable-value.ts";
import { ruleError, type RuleFacts } from "./check.ts";

type ExplainAs = (outcome: "fail" | "error") => Explain;

/** Compiles how a rule with patterns says what was found: under its message, whose variables are filled in only then. */
export function compileExplanation({
  name,
  message,
}: RuleFacts): (document: ContextDocument) => ExplainAs {
  const compiled = compileVariableText(message);
  if (typeof compiled === "string") {
    const explain = explainUnder(message === "" ? undefined : compiled);
    return () => explain;
  }
  return (document) => (outcome) => {
    const value = compiled(document);
    if (typeof value === "string") return explainUnder(value)(outcome);
    return value instanceof Failure ? unresolved(name, outcome) : NO_STRING;
  };
}

/** Where the message's variables fail, only that is said, with what was found. */
function unresolved(rule: string, outcome: "fail" | "error"): Explain {
  return (_found, why) => ({
    outcome,
    message: `validation error: variables substitution error in rule ${rule} execution error: ${why}`,
  });
}

/** Kyverno's CLI crashes there. */
const NO_STRING: Explain = () => ruleError("validation error", "the rule's message is no string");
