import type { Outcome } from "../../results/rule-result.ts";
import type { PolicyFacts, ScannedObject } from "../../results/violation.ts";

/** One result of a report, whoever wrote it. */
export interface ReportedResult {
  readonly object: ScannedObject;
  readonly policy: PolicyFacts;
  readonly rule: string;
  readonly outcome: Outcome;
  readonly message: string;
  /** The tool: `kyverno`, `KyvernoValidatingPolicy`, `Gatekeeper`, … */
  readonly source: string;
  /** API group of the report. */
  readonly api: string;
  /** When the tool decided so, in milliseconds since 1970; undefined when the report does not say. */
  readonly at: number | undefined;
}

/** What identifies an object in reports, which do not always know its uid. */
export function objectKey({
  kind,
  namespace,
  name,
}: Pick<ScannedObject, "kind" | "namespace" | "name">): string {
  return `${kind}/${namespace}/${name}`;
}

/** Milliseconds since 1970 of an RFC 3339 time; undefined when it is none. */
export function timeOf(text: string): number | undefined {
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}
