import { cleanText } from "./clean-text.ts";
import { matrixColumn } from "./count-by-context.ts";
import type { ContextRow, Summary } from "./summary.ts";

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

/** How much of the lists beside the rows is shown. */
interface Cut {
  /** Entries of each list. */
  readonly length: number;
  /** Clusters of a fleet; each with its most important totals only, unless `isWide`. */
  readonly clusters: number;
  readonly isWide?: boolean;
}

/** From much to little: the first that leaves room for the rows is taken. Clusters are what a fleet is asked about, so they go last. */
const CUTS: readonly Cut[] = [
  { length: 12, clusters: 12, isWide: true },
  { length: 6, clusters: 12 },
  { length: 3, clusters: 12 },
  { length: 3, clusters: 6 },
  { length: 1, clusters: 6 },
  { length: 1, clusters: 3 },
  { length: 1, clusters: 1 },
];
/** Rows of a matrix at least: one would tell nothing. */
const MATRIX_ROWS = 3;
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
  const shownHead = cutToFit(full, budget * HEAD_SHARE, sizeOf);
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

function cutToFit(full: Summary, budget: number, sizeOf: SizeOf): Summary {
  let head = full;
  for (const cut of CUTS) {
    head = cutLists(full, cut);
    if (sizeOf(head) <= budget) return head;
  }
  return head;
}

function cutLists(full: Summary, cut: Cut): Summary {
  const { length, clusters } = cut;
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
  const lengths: Readonly<Record<string, number>> = {
    contexts: clusters,
    matrix: Math.max(length, MATRIX_ROWS),
  };
  const omitted = lists.flatMap((name) => {
    const more = (full[name] ?? []).length - (lengths[name] ?? length);
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
    ...cutFleet(full, cut),
    violations: [],
    shown: 0,
    ...(omitted.length > 0 && { omitted: Object.fromEntries(omitted) }),
  };
}

/** The clusters that need attention most: those with gaps, then those with most violations; the matrix has the same columns. */
function cutFleet(
  { contexts, matrix = [] }: Summary,
  { length, clusters, isWide = false }: Cut,
): Pick<Summary, "contexts" | "matrix"> {
  if (contexts === undefined) return {};
  const worst = contexts
    .toSorted(
      (left, right) =>
        Number(left.complete) - Number(right.complete) ||
        right.totals.violations - left.totals.violations,
    )
    .slice(0, clusters);
  const shown = contexts.length > clusters ? worst : contexts;
  const columns = new Set(shown.map(({ context }) => matrixColumn(context)));
  const left = new Set(
    contexts.map(({ context }) => matrixColumn(context)).filter((name) => !columns.has(name)),
  );
  return {
    contexts: isWide ? shown : shown.map(slim),
    matrix: matrix
      .slice(0, Math.max(length, MATRIX_ROWS))
      .map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => !left.has(name)))),
  };
}

function slim({ context, complete, totals }: ContextRow): ContextRow {
  const { workloads_with_violations, violations, error } = totals;
  return { context, complete, totals: { workloads_with_violations, violations, error } };
}
