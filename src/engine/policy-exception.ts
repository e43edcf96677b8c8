/** A PolicyException of `policies.kyverno.io`, as far as deciding about requests needs it. */
export interface PolicyException {
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

/** `namespace/name`, or the name of an exception without a namespace. */
export function exceptionKey({ namespace, name }: PolicyException): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}
