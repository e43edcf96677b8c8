import type { CelHost } from "../../cel/host.ts";
import { severityOf, type PolicyIdentity } from "../../policy/policy-identity.ts";
import type { Policy } from "../../policy/policy.ts";
import type { RuleResult } from "../../results/rule-result.ts";
import type { CompiledPolicy, PolicyCompilation, Request, ResourceTarget } from "../evaluation.ts";

/** What the variants of a policy said about a request; `needs` is empty when the answer is final. */
export interface Answer {
  readonly rules: readonly RuleResult[];
  readonly needs: readonly unknown[];
}

/** Whether failures count: `policies.kyverno.io/scored: "false"` makes them warnings. */
export function isScored(policy: PolicyIdentity): boolean {
  return policy.annotations["policies.kyverno.io/scored"] !== "false";
}

/** Puts what every kind of policy has around its own way to answer. */
export function compiledPolicy(
  source: Policy,
  targets: readonly ResourceTarget[],
  answer: (request: Request, host: CelHost) => Answer | undefined,
  ruleCount = 1,
): PolicyCompilation {
  const policy: CompiledPolicy = {
    source,
    severity: severityOf(source),
    category: source.annotations["policies.kyverno.io/category"] ?? "",
    scored: isScored(source),
    ruleCount,
    targets,
    evaluate: (request, host) => {
      const answered = answer(request, host);
      if (answered === undefined) return undefined;
      const { rules, needs } = answered;
      return needs.length === 0 ? { policy, rules } : { policy, rules, needs };
    },
  };
  return { ok: true, policy };
}
