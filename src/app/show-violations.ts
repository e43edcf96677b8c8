import { createHash } from "node:crypto";
import { UserError } from "../manifest/user-error.ts";
import type { Severity } from "../policy/policy-identity.ts";
import { cleanText } from "../results/clean-text.ts";
import { jsonSize, takeRows } from "../results/fit-summary.ts";
import { type NotRead, type Scan, violationsOf } from "../results/scan.ts";
import { toViolationRow, type ViolationRow } from "../results/summary.ts";
import type { Violation } from "../results/violation.ts";
import type { AnswerRequest } from "./answer-scan.ts";
import { resolveContext } from "./resolve-context.ts";
import type { ScanStore } from "./scan-store.ts";
import type { Services } from "./services.ts";
import { type ViolationFilter, violationFilter } from "./violation-filter.ts";

/** Which violations to show. */
export interface ShowViolationsInput extends AnswerRequest {
  /** Handle of a scan; the reports that a Kyverno wrote into the cluster when left out. */
  readonly scan?: string | undefined;
  readonly context?: string | undefined;
  readonly filter: ViolationFilter;
  readonly cursor?: string | undefined;
}

/** Rows of violations; totals are over every row that the filter keeps, shown or not. */
export interface ViolationList {
  readonly scan: string;
  readonly source: string;
  readonly context: string;
  readonly complete: boolean;
  readonly not_read?: readonly NotRead[];
  readonly warnings?: readonly string[];
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
  readonly violations: readonly ViolationRow[];
  readonly shown: number;
  readonly next_cursor?: string;
  readonly hint?: string;
}

const LIST_LENGTHS = [8, 4, 2];
const TEXT_LENGTH = 200;
/** Characters for handle, cursor and hint. */
const ADDED = 700;

/** Shows the rows of a scan, or of the cluster's own reports, which are read once and kept as a scan too. */
export async function showViolations(
  input: ShowViolationsInput,
  services: Services,
): Promise<ViolationList> {
  const place = input.cursor === undefined ? undefined : readCursor(input.cursor);
  const known = place?.handle ?? input.scan;
  if (place !== undefined && input.scan !== undefined && place.handle !== input.scan) {
    throw new UserError(`the cursor belongs to scan ${place.handle}, not to ${input.scan}`, {
      hint: "pass the cursor alone, or leave it out to start with the scan's first row",
    });
  }
  const fingerprint = fingerprintOf(input.filter);
  if (place !== undefined && place.fingerprint !== fingerprint) {
    throw new UserError("the cursor belongs to a call with other filters", {
      hint: "pass it with the same filters, or leave it out to start again",
    });
  }
  const { handle, scan } =
    known === undefined
      ? await scanReports(input, services)
      : { handle: known, scan: findScan(known, services.scans) };
  const all = violationsOf(scan);
  const rows = all.filter(violationFilter(input.filter));
  return answer(
    { handle, scan, rows, unfiltered: all.length, fingerprint },
    place?.offset ?? 0,
    input,
  );
}

async function scanReports(
  { context, filter }: ShowViolationsInput,
  services: Services,
): Promise<{ handle: string; scan: Scan }> {
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

function findScan(handle: string, scans: ScanStore): Scan {
  const scan = scans.find(handle);
  if (scan !== undefined) return scan;
  const kept = scans.handles();
  throw new UserError(
    `there is no scan ${JSON.stringify(handle)}: handles are kept for an hour in this server's memory`,
    {
      hint:
        kept.length === 0
          ? "call apply_policies or check_manifests for a new one"
          : `call apply_policies again, or pass one of the kept scans: ${kept.join(", ")}`,
    },
  );
}

interface Rows {
  readonly handle: string;
  readonly scan: Scan;
  readonly rows: readonly Violation[];
  readonly unfiltered: number;
  readonly fingerprint: string;
}

function answer(
  { handle, scan, rows, unfiltered, fingerprint }: Rows,
  offset: number,
  { limit, budget, sizeOf = jsonSize }: AnswerRequest,
): ViolationList {
  const isFleet = scan.contexts.length > 1;
  const heads = LIST_LENGTHS.map((length) => headOf(scan, length));
  const head = heads.find((candidate) => sizeOf(candidate) <= budget / 3) ?? headOf(scan, 1);
  const totals = totalsOf(rows);
  const shown = takeRows(
    rows.slice(offset, offset + limit).map((row) => toViolationRow(row, isFleet)),
    budget - sizeOf(head) - sizeOf(totals) - ADDED,
    sizeOf,
  );
  const end = offset + shown.length;
  return {
    scan: handle,
    ...head,
    unfiltered,
    ...totals,
    violations: shown,
    shown: shown.length,
    ...(end < rows.length && {
      next_cursor: `${handle}.${end}.${fingerprint}`,
      hint: `rows ${offset + 1}-${end} of ${rows.length}, most severe first: pass next_cursor as cursor with the same filters for more`,
    }),
    ...(rows.length === 0 &&
      unfiltered > 0 && {
        hint: `no row of ${unfiltered} passes the filters: policy, rule, kind and name must match as a whole, * stands for any characters`,
      }),
  };
}

type Head = Pick<
  ViolationList,
  "source" | "context" | "complete" | "not_read" | "warnings" | "omitted"
>;

/** What is said beside the rows, its lists cut to `length` entries. */
function headOf(scan: Scan, length: number): Head {
  const notRead = scan.contexts.flatMap((context) => context.notRead);
  const warnings = scan.contexts.flatMap((context) => context.warnings);
  const omitted = Object.entries({
    not_read: notRead.length - length,
    warnings: warnings.length - length,
  }).filter(([, more]) => more > 0);
  const names = scan.contexts.map(({ context }) => context).join(", ");
  return {
    source: scan.origin === "reports" ? "the cluster's own reports" : "scan",
    context: cleanText(names, TEXT_LENGTH),
    complete: notRead.length === 0,
    ...(notRead.length > 0 && { not_read: notRead.slice(0, length).map(shorten) }),
    ...(warnings.length > 0 && {
      warnings: warnings.slice(0, length).map((text) => cleanText(text, TEXT_LENGTH)),
    }),
    ...(omitted.length > 0 && { omitted: Object.fromEntries(omitted) }),
  };
}

function shorten(row: NotRead): NotRead {
  return { ...row, message: cleanText(row.message, TEXT_LENGTH) };
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

interface CursorPlace {
  readonly handle: string;
  readonly offset: number;
  readonly fingerprint: string;
}

/** `HANDLE.OFFSET.FILTER`, or a scan's own `HANDLE.OFFSET`, which has no filter. */
function readCursor(cursor: string): CursorPlace {
  const match =
    /^(?<handle>[a-z0-9]{1,32})\.(?<offset>\d{1,9})(?:\.(?<filter>[0-9a-f]{8}))?$/u.exec(cursor);
  const { handle, offset, filter } = match?.groups ?? {};
  if (handle === undefined || offset === undefined) {
    throw new UserError(
      `cursor ${JSON.stringify(cursor.slice(0, 40))} is not one that a scan gave`,
      {
        hint: "pass next_cursor as it was given, or leave cursor out to start again",
      },
    );
  }
  return { handle, offset: Number(offset), fingerprint: filter ?? fingerprintOf({}) };
}

function fingerprintOf(filter: ViolationFilter): string {
  const said = Object.entries(filter)
    .filter(([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0))
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256").update(JSON.stringify(said)).digest("hex").slice(0, 8);
}
