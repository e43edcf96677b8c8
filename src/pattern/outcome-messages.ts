import type { CompiledPattern, PatternOutcome } from "./compile-pattern.ts";

/** A rule's outcome and message as Kyverno's reports have them. */
export interface PatternVerdict {
  readonly outcome: "pass" | "fail" | "skip" | "error";
  readonly message: string;
}

/** What a `pattern` rule reports; `message` is the rule's own, its variables put in. */
export function patternVerdict(
  rule: string,
  result: PatternOutcome,
  message: string | undefined,
): PatternVerdict {
  switch (result.kind) {
    case "pass":
      return { outcome: "pass", message: `validation rule '${rule}' passed.` };
    case "skip":
      return { outcome: "skip", message: result.message };
    case "fail":
      return {
        outcome: "fail",
        message: `validation error: ${introduce(message)}rule ${rule} failed at path ${result.path}`,
      };
    default:
      return {
        outcome: "error",
        message: `validation error: ${introduce(message)}rule ${rule} execution error: ${result.message}`,
      };
  }
}

/** What an `anyPattern` rule reports: the first pattern that passes, else why each one does not. */
export function anyPatternVerdict(
  rule: string,
  patterns: readonly CompiledPattern[],
  resource: unknown,
  message: string | undefined,
): PatternVerdict {
  const failures: string[] = [];
  const skips: string[] = [];
  for (const [index, pattern] of patterns.entries()) {
    const result = pattern.match(resource);
    const name = `rule ${rule}[${index}]`;
    if (result.kind === "pass") {
      return {
        outcome: "pass",
        message: `validation rule '${rule}' anyPattern[${index}] passed.`,
      };
    }
    if (result.kind === "skip") skips.push(`${name} skipped: ${result.message}`);
    else if (result.kind === "fail") failures.push(`${name} failed at path ${result.path}`);
    else failures.push(`${name} failed: ${result.message}`);
  }
  if (failures.length > 0) {
    return {
      outcome: "fail",
      message: `validation error: ${introduce(message)}${failures.join(" ")}`,
    };
  }
  if (skips.length > 0) return { outcome: "skip", message: skips.join(" ") };
  return { outcome: "pass", message: message ?? "" };
}

/** The rule's message ends in a full stop before what Kyverno adds. */
function introduce(message: string | undefined): string {
  if (message === undefined || message === "") return "";
  return message.endsWith(".") ? `${message} ` : `${message}. `;
}
