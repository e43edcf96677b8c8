import { cleanText } from "./clean-text.ts";
import type { Violation } from "./violation.ts";

/** A policy that could not be evaluated on some objects. */
export interface PolicyErrors {
  readonly policy: string;
  /** (workload, policy, rule) rows. */
  readonly errors: number;
  /** Of the first row. */
  readonly message: string;
}

const TEXT_LENGTH = 180;

/** The policies that failed to answer, most often first. */
export function countErrors(violations: readonly Violation[]): readonly PolicyErrors[] {
  const failed = violations.filter(({ outcome }) => outcome === "error");
  return [...Map.groupBy(failed, ({ policy }) => policy).entries()]
    .map(([policy, rows]) => ({
      policy: cleanText(policy, TEXT_LENGTH),
      errors: rows.length,
      message: cleanText(rows[0]?.message ?? "", TEXT_LENGTH),
    }))
    .toSorted((left, right) => right.errors - left.errors || (left.policy < right.policy ? -1 : 1));
}
