import { isClassicPolicy, type Policy } from "../policy/policy.ts";

/** Whether the policy looks at any JSON, not at Kubernetes objects. */
export function isForJson(policy: Policy): boolean {
  return !isClassicPolicy(policy) && policy.spec.evaluation?.mode === "JSON";
}

/** Evaluation modes that answer authorization requests instead of looking at resources. */
const PAYLOAD_MODES: ReadonlySet<string> = new Set(["Envoy", "HTTP"]);

/** What Kyverno answers for the policy and this engine can't yet: such as mutate rules, or a mode. */
export function missingFeatures(policy: Policy): readonly string[] {
  if (isClassicPolicy(policy)) {
    const kinds = RULE_TYPES.filter((type) =>
      policy.spec.rules.some((rule) => rule[type] !== undefined),
    );
    const verifies = policy.spec.rules.some(({ validate }) => validate?.manifests !== undefined);
    const missing = verifies ? [...kinds, "validate.manifests"] : kinds;
    return missing.map((type) => `${policy.kind} with ${type}`);
  }
  const mode = policy.spec.evaluation?.mode ?? "";
  return PAYLOAD_MODES.has(mode) ? [`${policy.kind} in ${mode} mode`] : [];
}

const RULE_TYPES = ["mutate", "generate", "verifyImages"] as const;

/** Whether there is something left to evaluate in a policy that has missing features. */
export function hasSupportedPart(policy: Policy): boolean {
  return (
    isClassicPolicy(policy) && policy.spec.rules.some(({ validate }) => validate !== undefined)
  );
}
