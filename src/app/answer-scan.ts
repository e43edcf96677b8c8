import { UserError } from "../manifest/user-error.ts";
import { fitSummary, type SizeOf } from "../results/fit-summary.ts";
import type { Scan } from "../results/scan.ts";
import { type Summary, summarizeScan } from "../results/summary.ts";
import { requireScan, type ScanStore } from "./scan-store.ts";

/** Which page of a scan an answer shows, and how long it may be. */
export interface AnswerRequest {
  readonly limit: number;
  /** Characters that the answer takes at most, as `sizeOf` counts them. */
  readonly budget: number;
  /** The length of the JSON by default. */
  readonly sizeOf?: SizeOf | undefined;
}

/** Keeps a scan under a new handle and answers with its first page; a scan too large to keep has no handle and no further pages, and says so. */
export function answerScan(scan: Scan, request: AnswerRequest, scans: ScanStore): Summary {
  return page(scan, scans.keep(scan), 0, request);
}

/** Answers with the page that a cursor of `answerScan` leads to; a `UserError` for one that leads nowhere. */
export function continueScan(cursor: string, request: AnswerRequest, scans: ScanStore): Summary {
  const { handle, offset } = readCursor(cursor);
  return page(requireScan(handle, scans), handle, offset, request);
}

function page(
  scan: Scan,
  handle: string | undefined,
  offset: number,
  { limit, budget, sizeOf }: AnswerRequest,
): Summary {
  const full = summarizeScan(scan);
  const { summary, nextOffset } = fitSummary(full, { offset, limit, budget, sizeOf });
  if (handle === undefined) {
    return {
      ...summary,
      ...(nextOffset !== undefined && {
        hint: `rows ${offset + 1}-${nextOffset} of ${full.violations.length}, most severe first: the scan is too large to keep its other rows; scan fewer namespaces, kinds or policies to see them`,
      }),
    };
  }
  return {
    scan: handle,
    ...summary,
    ...(nextOffset !== undefined && {
      next_cursor: `${handle}.${nextOffset}`,
      hint: `rows ${offset + 1}-${nextOffset} of ${full.violations.length}, most severe first: pass next_cursor as cursor for more, or show_violations with scan "${handle}" and a filter`,
    }),
  };
}

function readCursor(cursor: string): { readonly handle: string; readonly offset: number } {
  const match = /^(?<handle>[a-z0-9]{1,32})\.(?<offset>\d{1,9})$/u.exec(cursor);
  if (match?.groups === undefined) {
    throw new UserError(
      `cursor ${JSON.stringify(cursor.slice(0, 40))} is not one that a scan gave`,
      {
        hint: "pass next_cursor as it was given, or leave cursor out to scan anew",
      },
    );
  }
  return { handle: match.groups["handle"] ?? "", offset: Number(match.groups["offset"]) };
}
