import { UserError } from "../manifest/user-error.ts";
import type { Severity } from "../policy/policy-identity.ts";
import { cleanText } from "../results/clean-text.ts";
import { jsonSize, takeRows } from "../results/fit-summary.ts";
import { type NotRead, type ReportOrigins, type Scan, violationsOf } from "../results/scan.ts";
import type { Violation } from "../results/violation.ts";
import type { AnswerRequest } from "./answer-scan.ts";
import {
  type ReportRow,
  type SourceRow,
  staleWarnings,
  toReportRow,
  toSourceRows,
} from "./reports/describe-sources.ts";
import { resolveContext } from "./resolve-context.ts";
import { requireScan } from "./scan-store.ts";
import type { Services } from "./services.ts";
import { type CursorPlace, fingerprintOf, readCursor, writeCursor } from "./violation-cursor.ts";
import { isAboutPolicies, type ViolationFilter, violationFilter } from "./violation-filter.ts";

/** Which violations to show. */
export interface ShowViolationsInput extends AnswerRequest {
  /** Handle of a scan; the reports that tools wrote into the cluster when left out. */
  readonly scan?: string | undefined;
  readonly context?: string | undefined;
  readonly filter: ViolationFilter;
  readonly cursor?: string | undefined;
}

/** Rows of violations; totals are over every row that the filter keeps, shown or not. */
export interface ViolationList {
  /** Absent when the reports are too many to be kept. */
  readonly scan?: string;
  readonly source: string;
  readonly context: string;
  readonly complete: boolean;
  readonly not_read?: readonly NotRead[];
  readonly warnings?: readonly string[];
  /** Who wrote the reports and how old they are. */
  readonly sources?: readonly SourceRow[];
  /** Groups of report APIs that the cluster does not have. */
  readonly not_served?: readonly string[];
  /** Entries of these lists that are not shown. */
  readonly omitted?: Readonly<Record<string, number>>;
  /** Rows before filtering. */
  readonly unfiltered: number;
  readonly totals: {
    readonly violations: number;
    readonly error: number;
    readonly workloads: number;
    readonly namespaces: number;
    readonly policies: number;
  };
  readonly by_severity: Readonly<Partial<Record<Severity, number>>>;
  readonly violations: readonly ReportRow[];
  readonly shown: number;
  readonly next_cursor?: string;
  readonly hint?: string;
}

const NOTHING_REPORTED =
  "no report holds a violation, which is a pass only of what sources say was checked; apply_policies scans the objects themselves";
const LIST_LENGTHS = [8, 4, 2];
const TEXT_LENGTH = 200;
/** Characters for handle, cursor and hint. */
const ADDED = 700;

/** Shows the rows of a scan, or of the reports in a cluster, which are read once and kept as a scan too. */
export async function showViolations(
  input: ShowViolationsInput,
  services: Services,
): Promise<ViolationList> {
  const place = input.cursor === undefined ? undefined : readCursor(input.cursor);
  const fingerprint = fingerprintOf(input.filter);
  if (place !== undefined) checkCursor(place, fingerprint, input);
  const known = place?.handle ?? input.scan;
  const { handle, scan } =
    known === undefined
      ? await scanReports(input, services)
      : { handle: known, scan: requireScan(known, services.scans) };
  const all = violationsOf(scan);
  const named = input.filter.source === undefined ? all.filter(isAboutPolicies) : all;
  const found = { handle, scan, rows: named.filter(violationFilter(input.filter)), fingerprint };
  const leftOut = all.length - named.length;
  return answer({ ...found, unfiltered: all.length, leftOut }, place?.offset ?? 0, input);
}

function checkCursor(
  place: CursorPlace,
  fingerprint: string,
  { scan }: Pick<ShowViolationsInput, "scan">,
): void {
  if (scan !== undefined && place.handle !== scan) {
    throw new UserError(`the cursor belongs to scan ${place.handle}, not to ${scan}`, {
      hint: "pass the cursor alone, or leave it out to start with the scan's first row",
    });
  }
  if (place.fingerprint !== fingerprint) {
    throw new UserError("the cursor belongs to a call with other filters", {
      hint: "pass it with the same filters, or leave it out to start again",
    });
  }
}

async function scanReports(
  { context, filter }: ShowViolationsInput,
  services: Services,
): Promise<{ handle: string | undefined; scan: Scan }> {
  const [{ readReports }, name] = await Promise.all([
    import("./read-reports.ts"),
    resolveContext(context, services),
  ]);
  const { namespaces = [] } = filter;
  const isExact = namespaces.every((namespace) => !namespace.includes("*"));
  const request = { context: name, namespaces: isExact ? namespaces : [] };
  const scan = await readReports(request, services);
  return { handle: services.scans.keep(scan), scan };
}

interface Rows {
  readonly handle: string | undefined;
  readonly scan: Scan;
  readonly rows: readonly Violation[];
  readonly unfiltered: number;
  /** Rows of scanners, which nobody asked for. */
  readonly leftOut: number;
  readonly fingerprint: string;
}

function answer(
  { handle, scan, rows, unfiltered, leftOut, fingerprint }: Rows,
  offset: number,
  { limit, budget, sizeOf = jsonSize }: AnswerRequest,
): ViolationList {
  const isFleet = scan.contexts.length > 1;
  const now = Date.now();
  const heads = LIST_LENGTHS.map((length) => headOf(scan, { length, leftOut, now }));
  const head =
    heads.find((candidate) => sizeOf(candidate) <= budget / 3) ??
    headOf(scan, { length: 1, leftOut, now });
  const totals = totalsOf(rows);
  const shown = takeRows(
    rows.slice(offset, offset + limit).map((row) => toReportRow(row, isFleet, now)),
    budget - sizeOf(head) - sizeOf(totals) - ADDED,
    sizeOf,
  );
  const end = offset + shown.length;
  return {
    ...(handle !== undefined && { scan: handle }),
    ...head,
    unfiltered,
    ...totals,
    violations: shown,
    shown: shown.length,
    ...(end < rows.length && more(rows.length, { handle, offset, end, fingerprint })),
    ...(unfiltered === 0 && scan.origin === "reports" && { hint: NOTHING_REPORTED }),
    ...(rows.length === 0 &&
      unfiltered > leftOut && {
        hint: `no row of ${unfiltered - leftOut} passes the filters: policy, rule, kind and name must match as a whole, * stands for any characters`,
      }),
  };
}

function more(
  total: number,
  {
    handle,
    offset,
    end,
    fingerprint,
  }: Pick<Rows, "handle" | "fingerprint"> & { readonly offset: number; readonly end: number },
): Pick<ViolationList, "next_cursor" | "hint"> {
  const where = `rows ${offset + 1}-${end} of ${total}, most severe first`;
  if (handle === undefined) {
    return { hint: `${where}: too many to keep for a cursor; name namespaces to see the others` };
  }
  return {
    next_cursor: writeCursor({ handle, offset: end, fingerprint }),
    hint: `${where}: pass next_cursor as cursor with the same filters for more`,
  };
}

type Head = Pick<
  ViolationList,
  "source" | "context" | "complete" | "not_read" | "warnings" | "sources" | "not_served" | "omitted"
>;

interface HeadRequest {
  readonly length: number;
  readonly leftOut: number;
  readonly now: number;
}

/** What is said beside the rows, its lists cut to `length` entries. */
function headOf(scan: Scan, { length, leftOut, now }: HeadRequest): Head {
  const { reports } = scan;
  const notRead = scan.contexts.flatMap((context) => context.notRead);
  const sources = reports === undefined ? [] : toSourceRows(reports, now);
  const warnings = [
    ...(reports === undefined || leftOut === 0 ? [] : leftOutWarnings(reports)),
    ...(reports === undefined ? [] : staleWarnings(reports, now)),
    ...scan.contexts.flatMap((context) => context.warnings),
  ];
  const omitted = Object.entries({
    not_read: notRead.length - length,
    warnings: warnings.length - length,
    sources: sources.length - length,
  }).filter(([, rest]) => rest > 0);
  const names = scan.contexts.map(({ context }) => context).join(", ");
  return {
    source: scan.origin === "reports" ? "the cluster's own reports" : "scan",
    context: cleanText(names, TEXT_LENGTH),
    complete: notRead.length === 0,
    ...(notRead.length > 0 && { not_read: notRead.slice(0, length).map(shorten) }),
    ...(warnings.length > 0 && {
      warnings: warnings.slice(0, length).map((text) => cleanText(text, TEXT_LENGTH)),
    }),
    ...(sources.length > 0 && { sources: sources.slice(0, length) }),
    ...(reports !== undefined && reports.notServed.length > 0 && { not_served: reports.notServed }),
    ...(omitted.length > 0 && { omitted: Object.fromEntries(omitted) }),
  };
}

function leftOutWarnings({ sources }: ReportOrigins): readonly string[] {
  return sources
    .filter((source) => source.failing > 0 && !isAboutPolicies(source))
    .map(
      ({ source, failing }) =>
        `${failing} failing results of ${source} are left out, which are not about policies: pass it as source to see them`,
    );
}

function shorten(row: NotRead): NotRead {
  return { ...row, message: cleanText(row.message, TEXT_LENGTH + 100) };
}

function totalsOf(rows: readonly Violation[]): Pick<ViolationList, "totals" | "by_severity"> {
  const counted = rows.filter(({ outcome }) => outcome !== "error");
  const distinct = (key: (row: Violation) => string): number => new Set(counted.map(key)).size;
  const bySeverity = Map.groupBy(counted, ({ severity }) => severity);
  return {
    totals: {
      violations: counted.length,
      error: rows.length - counted.length,
      workloads: distinct(({ context, namespace, kind, name }) =>
        JSON.stringify([context, namespace, kind, name]),
      ),
      namespaces: distinct(({ context, namespace }) => JSON.stringify([context, namespace])),
      policies: distinct(({ policy }) => policy),
    },
    by_severity: Object.fromEntries(
      [...bySeverity].map(([severity, list]) => [severity, list.length]),
    ),
  };
}
