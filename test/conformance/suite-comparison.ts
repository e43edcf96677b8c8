import type { AnswerRow } from "./compare-rows.ts";

/** The comparison of one suite, or what it needs and we lack. */
export interface SuiteComparison {
  readonly gold: readonly AnswerRow[];
  readonly ours: readonly AnswerRow[];
  /** Undefined where no exit code was recorded. */
  readonly hasSameExit: boolean | undefined;
  readonly unsupported: readonly string[];
  /** Recorded rows that were not compared. */
  readonly unsupportedRows: number;
}

/** Rows that all take part. */
export function rowsOf(
  gold: readonly AnswerRow[],
  ours: readonly AnswerRow[],
  hasSameExit?: boolean,
): SuiteComparison {
  return { gold, ours, hasSameExit, unsupported: [], unsupportedRows: 0 };
}

/** A suite of which nothing is compared. */
export function notSupported(reasons: readonly string[], rows: number): SuiteComparison {
  return {
    gold: [],
    ours: [],
    hasSameExit: undefined,
    unsupported: reasons,
    unsupportedRows: rows,
  };
}
