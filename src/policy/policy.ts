import { failureActionOf, isEnforcedAction, type ClusterPolicy } from "./cluster-policy.ts";
import type { ValidatingPolicy } from "./validating-policy.ts";

/** A policy as written: parsed and of the right shape, not yet compiled; `isClassicPolicy` tells the families apart. */
export type Policy = ValidatingPolicy | ClusterPolicy;

/** Whether a policy is of `kyverno.io`: rules with patterns and conditions, not CEL. */
export function isClassicPolicy(policy: Policy): policy is ClusterPolicy {
  return policy.kind === "ClusterPolicy" || policy.kind === "Policy";
}

/** Which of Kyverno's runs a policy takes part in; both unless it says otherwise. */
export function processesOf(policy: Policy): {
  readonly background: boolean;
  readonly admission: boolean;
} {
  if (isClassicPolicy(policy)) {
    const { background = true, admission = true } = policy.spec;
    return { background, admission };
  }
  const { background, admission } = policy.spec.evaluation ?? {};
  return {
    background: background?.enabled !== false,
    admission: admission?.enabled !== false,
  };
}

/** Whether failures stop a request: a ValidatingPolicy without `validationActions` denies, a classic one audits unless told. */
export function isEnforced(policy: Policy): boolean {
  if (isClassicPolicy(policy)) return isEnforcedAction(failureActionOf(policy));
  const { validationActions } = policy.spec;
  return validationActions === undefined || validationActions.includes("Deny");
}
