import type { CompiledPattern, PatternOutcome } from "./compile-pattern.ts";

/** A rule's outcome and message as Kyverno's reports have them. */
export interface PatternVerdict {
  readonly outcome: "pass" | "fail" | "skip" | "error";
  readonly message: string;
}

/** Says what was found in the words of a rule; `why` is what a rule whose own message fails has to say instead. */
export type Explain = (found: string, why: string) => PatternVerdict;

/** What a `pattern` rule reports; `explainAs` is asked only for what fails or can't be compared. */
export function patternVerdict(
  rule: string,
  result: PatternOutcome,
  explainAs: (outcome: "fail" | "error") => Explain,
): PatternVerdict {
  switch (result.kind) {
    case "pass":
      return { outcome: "pass", message: `validation rule '${rule}' passed.` };
    case "skip":
      return { outcome: "skip", message: result.message };
    case "fail":
      return explainAs("fail")(`rule ${rule} failed at path ${result.path}`, result.message);
    default:
      return explainAs("error")(`rule ${rule} execution error: ${result.message}`, result.message);
  }
}

/** What an `anyPattern` rule reports: the first pattern that passes, else why each one does not; `message` is as written. */
export function anyPatternVerdict(
  rule: AnyPatternRule,
  resource: unknown,
  explainAs: (outcome: "fail" | "error") => Explain,
): PatternVerdict {
  const failures: string[] = [];
  const skips: string[] = [];
  for (const [index, pattern] of rule.patterns.entries()) {
    const result = pattern.match(resource);
    const name = `rule ${rule.name}[${index}]`;
    if (result.kind === "pass") {
      return {
        outcome: "pass",
        message: `validation rule '${rule.name}' anyPattern[${index}] passed.`,
      };
    }
    if (result.kind === "skip") skips.push(`${name} skipped: ${result.message}`);
    else if (result.kind === "fail") failures.push(`${name} failed at path ${result.path}`);
    else failures.push(`${name} failed: ${result.message}`);
  }
  const found = failures.join(" ");
  if (failures.length > 0) return explainAs("fail")(found, found);
  if (skips.length > 0) return { outcome: "skip", message: skips.join(" ") };
  return { outcome: "pass", message: rule.message };
}

/** What `anyPattern` is compared with, and the rule's name and message. */
export interface AnyPatternRule {
  readonly name: string;
  readonly message: string;
  readonly patterns: readonly CompiledPattern[];
}

/** Explains under a rule's message, which ends in a full stop before what Kyverno adds; undefined where none is written. */
export function explainUnder(message: string | undefined): (outcome: "fail" | "error") => Explain {
  const dot = message?.endsWith(".") === true ? "" : ".";
  const introduction = message === undefined ? "" : `${message}${dot} `;
  return (outcome) => (found) => ({
    outcome,
    message: `validation error: ${introduction}${found}`,
  });
}
