import type { Place } from "../manifest/problem.ts";

/** What every policy has, whatever its kind. */
export interface PolicyIdentity {
  readonly apiVersion: string;
  readonly name: string;
  /** Set for namespaced kinds; they print as `namespace/name`. */
  readonly namespace?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly place: Place;
}

export type Severity = "critical" | "high" | "medium" | "low" | "info";

/** The severity that the `policies.kyverno.io/severity` annotation gives; undefined when absent or not one of Kyverno's. */
export function severityOf(policy: PolicyIdentity): Severity | undefined {
  const text = policy.annotations["policies.kyverno.io/severity"];
  return SEVERITIES.find((severity) => severity === text);
}

/** Most severe first. */
export const SEVERITIES: readonly Severity[] = ["critical", "high", "medium", "low", "info"];

/** `name`, or `namespace/name` for a namespaced policy, as Kyverno's reports write it. */
export function policyKey(policy: PolicyIdentity): string {
  return policy.namespace === undefined ? policy.name : `${policy.namespace}/${policy.name}`;
}
