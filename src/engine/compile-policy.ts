import { isClassicPolicy, type Policy } from "../policy/policy.ts";
import { isCelException, type PolicyException } from "../policy/policy-exception.ts";
import type { PolicyCompilation } from "./evaluation.ts";
import { compileValidatingPolicy } from "./kinds/validating-policy.ts";

/**
 * Turns a policy into functions, or says in Kyverno's words why it can't be used. All compiling happens here; each kind
 * of policy has its file in `kinds/`. Exceptions that name another policy are no concern of it.
 */
export function compilePolicy(
  policy: Policy,
  exceptions: readonly PolicyException[] = [],
): PolicyCompilation {
  if (isClassicPolicy(policy)) {
    return { ok: false, invalid: { source: policy, text: `not supported yet: ${policy.kind}` } };
  }
  return compileValidatingPolicy(policy, exceptions.filter(isCelException));
}
