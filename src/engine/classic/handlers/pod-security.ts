import type { JsonObject } from "../../../manifest/resource.ts";
import { podSecuritySkippedByControls } from "../../exceptions/classic-exceptions.ts";
import { compilePodSecurity } from "../../pod-security/evaluate-pod-security.ts";
import { podSecurityProperties } from "../../pod-security/report-properties.ts";
import type { Check, RuleFacts } from "./check.ts";

/** `podSecurity`: the Pod Security Standards; a deleted object is not looked at. */
export function compilePodSecurityCheck(block: JsonObject, { name }: RuleFacts): Check {
  const compiled = compilePodSecurity(block);
  if (!compiled.ok) {
    const { message } = compiled;
    return () => ({ outcome: "error", message });
  }
  const passed = { outcome: "pass", message: `Validation rule '${name}' passed.` } as const;
  return ({ request, exemptions }) => {
    if (request.object === null) return undefined;
    const exclusions = exemptions.flatMap((exemption) => exemption.exclusions);
    const outcome = compiled.evaluate(request.object, exclusions);
    switch (outcome.kind) {
      case "pass":
        return passed;
      case "exempt":
        return {
          outcome: "skip",
          message: podSecuritySkippedByControls(exemptions.map(({ key }) => key)),
        };
      case "error":
        return { outcome: "error", message: outcome.message };
      default:
        return {
          outcome: "fail",
          message: `Validation rule '${name}' failed. ${outcome.message}`,
          properties: podSecurityProperties(compiled, outcome.failed),
        };
    }
  };
}
