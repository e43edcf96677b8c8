import { type Severity, SEVERITIES } from "../policy/policy-identity.ts";

/** The object a result is about, and who controls it. */
export interface ScannedObject {
  /** Empty for manifests. */
  readonly context: string;
  /** Empty for cluster-scoped objects. */
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
  readonly uid?: string;
  /** The owner reference that has `controller: true`, or the only owner. */
  readonly owner?: { readonly kind: string; readonly name: string; readonly uid?: string };
}

/** What a summary has to know of a policy. */
export interface PolicyFacts {
  /** `name`, or `namespace/name`. */
  readonly key: string;
  readonly severity: Severity;
  readonly title: string;
  readonly category: string;
}

/** A row that needs attention: one (workload, policy, rule), however many owned objects share it. */
export interface Violation {
  readonly context: string;
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
  /** Pods of this workload that fail the same way; 0 when the row is about the object alone. */
  readonly pods: number;
  readonly policy: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly outcome: "fail" | "warn" | "error";
  readonly message: string;
  /** The tools that reported it, joined by commas; absent for what this engine found. */
  readonly source?: string;
  /** When it was reported last, in milliseconds since 1970; absent when the report does not say. */
  readonly reportedAt?: number;
}

/** Most severe first, then by place and policy: the order of every listing, stable between calls. */
export function compareViolations(left: Violation, right: Violation): number {
  return (
    SEVERITIES.indexOf(left.severity) - SEVERITIES.indexOf(right.severity) ||
    compareText(left.context, right.context) ||
    compareText(left.namespace, right.namespace) ||
    compareText(left.kind, right.kind) ||
    compareText(left.name, right.name) ||
    compareText(left.policy, right.policy) ||
    compareText(left.rule, right.rule) ||
    compareText(left.message, right.message)
  );
}

/** By place: an order of objects that does not depend on who read them when. */
export function compareObjects(left: ScannedObject, right: ScannedObject): number {
  return (
    compareText(left.namespace, right.namespace) ||
    compareText(left.kind, right.kind) ||
    compareText(left.name, right.name)
  );
}

/** The same text for violations of the same workload only. */
export function workloadKey({ context, namespace, kind, name }: Violation): string {
  return `${context}\n${namespace}\n${kind}\n${name}`;
}

function compareText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
