import type { SizeOf } from "../results/fit-summary.ts";
import { formatAnswer, formatRow } from "./format-answer.ts";

/** Rows of one answer when the call does not say. */
const DEFAULT_ROWS = 20;

/** How much one answer may carry. */
export interface AnswerSize {
  readonly limit: number;
  readonly budget: number;
  readonly sizeOf: SizeOf;
}

/**
 * How large an answer may be: a default one 2,500 tokens of 4 characters, one for which the caller named a limit 8,000,
 * counting the text and the structured content. What is left of that is room for keys and headings.
 */
export function answerSize(limit: number | undefined): AnswerSize {
  return { limit: limit ?? DEFAULT_ROWS, budget: limit === undefined ? 9600 : 31_000, sizeOf };
}

/** What a row of a table, or everything beside the tables, takes in both forms. */
function sizeOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 2 * JSON.stringify(value).length;
  const isRow = Object.values(value).every((field) => typeof field !== "object");
  const facts = { ...value };
  const text = isRow ? formatRow(facts) : formatAnswer(facts);
  return JSON.stringify(value).length + text.length;
}
