/** Rows of one answer when the call does not say. */
export const DEFAULT_LIMIT = 20;

/**
 * Characters of JSON that the rows of a list may take. An answer carries its facts twice, as JSON and as a table of
 * about two thirds of that length: a default answer stays within 2,500 tokens of 4 characters in all, one for which
 * the caller named a limit within 8,000.
 */
export function budgetFor(limit: number | undefined): number {
  return limit === undefined ? 4500 : 16_000;
}

/** The same for a whole summary: its totals and groups take their part of it. */
export function summaryBudgetFor(limit: number | undefined): number {
  return limit === undefined ? 5800 : 18_500;
}
