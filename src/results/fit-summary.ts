import type { Summary, ViolationRow } from "./summary.ts";

/** How much of a summary one answer carries. */
export interface PageRequest {
  /** Index of the first row to show. */
  readonly offset: number;
  /** Rows wanted at most. */
  readonly limit: number;
  /** Length of the answer's JSON at most, in characters; at least one row is shown whatever it takes. */
  readonly budget: number;
}

/** One answer: the summary with its lists cut, and where the next one starts. */
export interface FittedSummary {
  readonly summary: Summary;
  /** Index of the row after the last one shown; undefined when all have been reached. */
  readonly nextOffset: number | undefined;
}

const LIST_LENGTH = 12;
const SHORT_LIST_LENGTH = 6;
/** Room for what the caller adds: handle, cursor and hint. */
const RESERVED = 320;

/** Cuts a full summary to a page that fits its budget; totals stay as they are. */
export function fitSummary(full: Summary, { offset, limit, budget }: PageRequest): FittedSummary {
  const header = cutLists(full, LIST_LENGTH);
  const isHeaderLong = lengthOf(header) > budget * 0.6;
  const head = isHeaderLong ? cutLists(full, SHORT_LIST_LENGTH) : header;
  const rows = takeRows(
    full.violations.slice(offset, offset + limit),
    budget - lengthOf(head) - RESERVED,
  );
  const nextOffset = offset + rows.length;
  return {
    summary: { ...head, violations: rows, shown: rows.length },
    nextOffset: nextOffset < full.violations.length ? nextOffset : undefined,
  };
}

/** As many of the rows as fit into `budget` characters of JSON, at least one if there is one. */
export function takeRows(rows: readonly ViolationRow[], budget: number): readonly ViolationRow[] {
  let used = 0;
  const end = rows.findIndex((row) => {
    used += lengthOf(row) + 1;
    return used > budget;
  });
  return end === -1 ? rows : rows.slice(0, Math.max(1, end));
}

function cutLists(full: Summary, length: number): Summary {
  const lists = ["not_read", "warnings", "by_policy", "by_namespace"] as const;
  const omitted = lists.flatMap((name) => {
    const more = full[name].length - length;
    return more > 0 ? [[name, more] as const] : [];
  });
  return {
    ...full,
    not_read: full.not_read.slice(0, length),
    warnings: full.warnings.slice(0, length),
    by_policy: full.by_policy.slice(0, length),
    by_namespace: full.by_namespace.slice(0, length),
    violations: [],
    shown: 0,
    ...(omitted.length > 0 && { omitted: Object.fromEntries(omitted) }),
  };
}

function lengthOf(value: unknown): number {
  return JSON.stringify(value).length;
}
