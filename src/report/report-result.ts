import type { Severity } from "../policy/policy-identity.ts";
import type { Outcome } from "../results/rule-result.ts";

/** One result of a policy report: what one rule of one policy said about one resource. */
export interface ReportResult {
  /** `KyvernoValidatingPolicy` and its like: which engine of Kyverno's answers. */
  readonly source: string;
  /** `name` or `namespace/name`. */
  readonly policy: string;
  readonly rule: string;
  readonly category: string;
  readonly severity: Severity | undefined;
  readonly result: Outcome;
  readonly scored: boolean;
  readonly resource: ReportSubject;
  readonly message: string;
  readonly properties: Readonly<Record<string, string>>;
}

/** The reference to a resource that a report carries. */
export interface ReportSubject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

/** How many results have each outcome, in the order reports name them. */
export interface OutcomeCounts {
  readonly pass: number;
  readonly fail: number;
  readonly warn: number;
  readonly error: number;
  readonly skip: number;
}

/** Counts results by outcome. */
export function countOutcomes(results: readonly { readonly result: Outcome }[]): OutcomeCounts {
  const counts = { pass: 0, fail: 0, warn: 0, error: 0, skip: 0 };
  for (const { result } of results) counts[result] += 1;
  return counts;
}
