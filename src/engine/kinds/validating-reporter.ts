import type { ValidatingPolicy, ValidatingPolicySpec } from "../../policy/validating-policy.ts";
import type { RuleResult } from "../../results/rule-result.ts";
import { exceptionKey, type CelException } from "../../policy/policy-exception.ts";
import { isScored } from "./compiled-policy.ts";
import type { Annotations, FinalVerdict } from "./verdict.ts";

/** Words a policy's verdicts as Kyverno's engine does. */
export interface ValidatingReporter {
  readonly verdict: (verdict: FinalVerdict) => RuleResult;
  readonly matchError: (error: string) => RuleResult;
}

/** A reporter for one policy; what does not depend on the request is made once. */
export function validatingReporter(policy: ValidatingPolicy): ValidatingReporter {
  const process = { process: processOf(policy.spec) };
  const failed = isScored(policy) ? "fail" : "warn";
  const pass: RuleResult = { rule: "", outcome: "pass", message: "success", properties: process };
  const skip: RuleResult = { rule: "", outcome: "skip", message: "skip", properties: process };
  const error = (rule: string, message: string): RuleResult => ({
    rule,
    outcome: "error",
    message,
    properties: process,
  });
  return {
    matchError: (text) => error("match", `failed to execute matching: ${text}`),
    verdict: (verdict) => {
      if (verdict.kind === "pass") {
        const { annotations } = verdict;
        const isPlain = Object.keys(annotations).length === 0;
        return isPlain ? pass : { ...pass, properties: { ...annotations, ...process } };
      }
      if (verdict.kind === "skip") return skip;
      if (verdict.kind === "exempt") return exemption(verdict.exceptions, process);
      if (verdict.kind === "broken") {
        return error("evaluation", `failed to load context: ${verdict.message}`);
      }
      const annotations = verdict.kind === "fail" ? verdict.annotations : {};
      const properties = { ...withIndex(annotations, verdict.index), ...process };
      return verdict.kind === "fail"
        ? { rule: "", outcome: failed, message: verdict.message, properties }
        : { ...error("", `error: ${verdict.message}`), properties };
    },
  };
}

/** The exception with the highest priority, the first of equals, decides whether it is a skip or a pass. */
function exemption(exceptions: readonly CelException[], process: Annotations): RuleResult {
  let [deciding] = exceptions;
  let highest = 0;
  for (const exception of exceptions) {
    if (exception.priority > highest) {
      deciding = exception;
      highest = exception.priority;
    }
  }
  const isPass = deciding?.reportsPass === true;
  const keys = exceptions.map(exceptionKey).join(", ");
  const names = exceptions.map(({ name }) => name).join(",");
  return {
    rule: "exception",
    outcome: isPass ? "pass" : "skip",
    message: `rule is ${isPass ? "passed" : "skipped"} due to policy exception: ${keys}`,
    properties: { exceptions: names, ...process },
  };
}

/** The index of the validation that decided, unless an annotation has that key. */
function withIndex(annotations: Annotations, index: number): Annotations {
  return { "cel.validationIndex": String(index), ...annotations };
}

/** Reports say how the policy runs in a cluster, although the CLI does neither. */
function processOf({ evaluation }: ValidatingPolicySpec): string {
  if (evaluation?.background?.enabled !== false) return "background scan";
  return evaluation.admission?.enabled === false ? "" : "admission review";
}
