import { cleanText } from "./clean-text.ts";
import { matrixColumn } from "./count-by-context.ts";
import type { Summary } from "./summary.ts";

/** How many characters a value takes in an answer. */
export type SizeOf = (value: unknown) => number;

/** How much of a summary one answer carries. */
export interface PageRequest {
  /** Index of the first row to show. */
  readonly offset: number;
  /** Rows wanted at most. */
  readonly limit: number;
  /** Characters that the answer takes at most; at least one row is shown whatever it takes. */
  readonly budget: number;
  /** The length of its JSON by default. */
  readonly sizeOf?: SizeOf | undefined;
}

/** One answer: the summary with its lists cut, and where the next one starts. */
export interface FittedSummary {
  readonly summary: Summary;
  /** Index of the row after the last one shown; undefined when all have been reached. */
  readonly nextOffset: number | undefined;
}

/** Entries shown of the lists beside the rows: as many as leave room for the rows. */
const LIST_LENGTHS = [12, 6, 3, 1];
/** Part of the budget that everything beside the rows may take. */
const HEAD_SHARE = 0.6;
const CONTEXT_LENGTH = 200;
/** What the caller adds: handle, cursor and hint. */
const ADDED = { handle: "x".repeat(24), next_cursor: "x".repeat(40), hint: "x".repeat(220) };

/** The length of a value's JSON. */
export function jsonSize(value: unknown): number {
  return JSON.stringify(value).length;
}

/** Cuts a full summary to a page that fits its budget; totals stay as they are. */
export function fitSummary(full: Summary, request: PageRequest): FittedSummary {
  const { offset, limit, budget, sizeOf = jsonSize } = request;
  const heads = LIST_LENGTHS.map((length) => cutLists(full, length));
  const head = heads.find((candidate) => sizeOf(candidate) <= budget * HEAD_SHARE) ?? heads.at(-1);
  const shownHead = head ?? cutLists(full, 1);
  const rows = takeRows(
    full.violations.slice(offset, offset + limit),
    budget - sizeOf(shownHead) - sizeOf(ADDED),
    sizeOf,
  );
  const nextOffset = offset + rows.length;
  return {
    summary: { ...shownHead, violations: rows, shown: rows.length },
    nextOffset: nextOffset < full.violations.length ? nextOffset : undefined,
  };
}

/** As many of the rows as fit into the budget, at least one if there is one. */
export function takeRows<Row>(
  rows: readonly Row[],
  budget: number,
  sizeOf: SizeOf = jsonSize,
): readonly Row[] {
  let used = 0;
  const end = rows.findIndex((row) => {
    used += sizeOf(row) + 1;
    return used > budget;
  });
  return end === -1 ? rows : rows.slice(0, Math.max(1, end));
}

function cutLists(full: Summary, length: number): Summary {
  const lists = [
    "not_read",
    "warnings",
    "by_policy",
    "by_namespace",
    "by_control",
    "contexts",
    "matrix",
    "errors_by_policy",
  ] as const;
  const omitted = lists.flatMap((name) => {
    const more = (full[name] ?? []).length - length;
    return more > 0 ? [[name, more] as const] : [];
  });
  return {
    ...full,
    context: cleanText(full.context, CONTEXT_LENGTH),
    not_read: full.not_read.slice(0, length),
    warnings: full.warnings.slice(0, length),
    by_policy: full.by_policy.slice(0, length),
    by_namespace: full.by_namespace.slice(0, length),
    ...(full.by_control !== undefined && { by_control: full.by_control.slice(0, length) }),
    ...(full.errors_by_policy !== undefined && {
      errors_by_policy: full.errors_by_policy.slice(0, length),
    }),
    ...cutFleet(full, length),
    violations: [],
    shown: 0,
    ...(omitted.length > 0 && { omitted: Object.fromEntries(omitted) }),
  };
}

/** The clusters that need attention most: those with gaps, then those with most violations; the matrix has the same columns. */
function cutFleet(
  { contexts, matrix = [] }: Summary,
  length: number,
): Pick<Summary, "contexts" | "matrix"> {
  if (contexts === undefined) return {};
  const shown = contexts
    .toSorted(
      (left, right) =>
        Number(left.complete) - Number(right.complete) ||
        right.totals.violations - left.totals.violations,
    )
    .slice(0, length);
  const names = new Set(shown.map(({ context }) => context));
  const left = new Set(
    contexts
      .filter(({ context }) => !names.has(context))
      .map(({ context }) => matrixColumn(context)),
  );
  return {
    contexts: contexts.length > length ? shown : contexts,
    matrix: matrix
      .slice(0, length)
      .map((row) =>
        Object.fromEntries(Object.entries(row).filter(([column]) => !left.has(column))),
      ),
  };
}
