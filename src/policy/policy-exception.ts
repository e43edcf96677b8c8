import type { Json, JsonObject } from "../manifest/resource.ts";
import type { MatchBlock } from "./cluster-policy.ts";

/** A PolicyException of either family; `isCelException` tells them apart. */
export type PolicyException = ClassicException | CelException;

/** A `kyverno.io` PolicyException (v2, v2beta1): it skips rules of ClusterPolicies and Policies. */
export interface ClassicException {
  readonly name: string;
  readonly namespace?: string;
  /** `policyName` is `name`, or `namespace/name` of a Policy; `ruleNames` may have wildcards. */
  readonly exceptions: readonly {
    readonly policyName: string;
    readonly ruleNames: readonly string[];
  }[];
  readonly match: MatchBlock;
  /** `{any, all}` of conditions; absent: always. */
  readonly conditions?: Json;
  /** Controls that a podSecurity rule leaves out; with any, the rule is not skipped but evaluated without them. */
  readonly podSecurity: readonly JsonObject[];
  readonly background: boolean;
}

/** A `policies.kyverno.io` PolicyException, as far as deciding about requests needs it. */
export interface CelException {
  readonly name: string;
  readonly namespace?: string;
  readonly policyRefs: readonly { readonly name: string; readonly kind: string }[];
  readonly matchConditions: readonly { readonly name: string; readonly expression: string }[];
  /** With images or values it exempts only these: the policy's expressions see them as `exceptions`. */
  readonly images: readonly string[];
  readonly allowedValues: readonly string[];
  /** `spec.reportResult: pass`; exempt requests are reported as skipped otherwise. */
  readonly reportsPass: boolean;
  /** Label `polex.kyverno.io/priority`; of several exceptions the highest decides what is reported. */
  readonly priority: number;
}

/** Whether the exception is for CEL policies; classic policies have exceptions of their own. */
export function isCelException(exception: PolicyException): exception is CelException {
  return "policyRefs" in exception;
}

/** Whether the exception is for ClusterPolicies and Policies. */
export function isClassicException(exception: PolicyException): exception is ClassicException {
  return !isCelException(exception);
}

/** `namespace/name`, or the name of an exception without a namespace. */
export function exceptionKey({
  namespace,
  name,
}: Pick<PolicyException, "name" | "namespace">): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}
