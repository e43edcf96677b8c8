import { isClassicPolicy, type Policy } from "../policy/policy.ts";
import {
  isCelException,
  type ClassicException,
  type PolicyException,
} from "../policy/policy-exception.ts";
import { compileClusterPolicy } from "./classic/compile-cluster-policy.ts";
import type { PolicyCompilation } from "./evaluation.ts";
import { compileValidatingPolicy } from "./kinds/validating-policy.ts";

/**
 * Turns a policy into functions, or says in Kyverno's words why it can't be used. All compiling happens here; CEL policies
 * have their files in `kinds/`, those with classic rules in `classic/`. Exceptions that name another policy are no concern
 * of it.
 */
export function compilePolicy(
  policy: Policy,
  exceptions: readonly PolicyException[] = [],
): PolicyCompilation {
  return isClassicPolicy(policy)
    ? compileClusterPolicy(policy, exceptions.filter(isClassicException))
    : compileValidatingPolicy(policy, exceptions.filter(isCelException));
}

function isClassicException(exception: PolicyException): exception is ClassicException {
  return !isCelException(exception);
}
