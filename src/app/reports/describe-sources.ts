import { cleanText } from "../../results/clean-text.ts";
import type { ReportOrigins } from "../../results/scan.ts";
import { toViolationRow, type ViolationRow } from "../../results/summary.ts";
import type { Violation } from "../../results/violation.ts";

/** A row of a report: who said it and how long ago. */
export interface ReportRow extends ViolationRow {
  readonly source?: string;
  readonly age?: string;
}

/** One tool's part in the reports of a cluster. */
export interface SourceRow {
  readonly source: string;
  readonly api: string;
  readonly results: number;
  readonly failing: number;
  /** Violations that the tool counted, where it lists only some of them. */
  readonly total?: number;
  /** RFC 3339, UTC. */
  readonly newest?: string;
  /** How old the newest and the oldest result are. */
  readonly newest_age?: string;
  readonly oldest_age?: string;
}

const SOURCE_LENGTH = 80;
const SECOND = 1000;
const UNITS = [
  ["d", 24 * 60 * 60 * SECOND],
  ["h", 60 * 60 * SECOND],
  ["m", 60 * SECOND],
] as const;
const STALE_MS = 24 * 60 * 60 * SECOND;

/** A violation as answers show it, with source and age where it comes from a report. */
export function toReportRow(violation: Violation, withContext: boolean, now: number): ReportRow {
  const { source, reportedAt } = violation;
  const row = toViolationRow(violation, withContext);
  if (source === undefined) return row;
  const { message, ...place } = row;
  return {
    ...place,
    source: cleanText(source, SOURCE_LENGTH),
    ...(reportedAt !== undefined && { age: ageText(now - reportedAt) }),
    message,
  };
}

/** What there was to read, most failing first. */
export function toSourceRows({ sources }: ReportOrigins, now: number): readonly SourceRow[] {
  return sources
    .toSorted((a, b) => b.failing - a.failing || (a.source < b.source ? -1 : 1))
    .map(({ source, newest, oldest, ...rest }) => ({
      ...rest,
      source: cleanText(source, SOURCE_LENGTH),
      ...(newest !== undefined && {
        newest: new Date(newest).toISOString(),
        newest_age: ageText(now - newest),
      }),
      ...(oldest !== undefined && { oldest_age: ageText(now - oldest) }),
    }));
}

/** Says of whom nothing new came for a day: a tool that was removed leaves its reports behind. */
export function staleWarnings({ sources }: ReportOrigins, now: number): readonly string[] {
  const newest = new Map<string, number>();
  for (const { source, newest: time } of sources) {
    if (time !== undefined) newest.set(source, Math.max(newest.get(source) ?? time, time));
  }
  return [...newest]
    .filter(([, time]) => now - time > STALE_MS)
    .map(
      ([source, time]) =>
        `the newest result of ${source} is ${ageText(now - time)} old: it may no longer run, and objects may have changed since`,
    );
}

/** `45s`, `3m`, `5h`, `9d`: whole units, rounded down. */
export function ageText(ms: number): string {
  const unit = UNITS.find(([, length]) => ms >= length);
  if (unit === undefined) return `${Math.max(0, Math.floor(ms / SECOND))}s`;
  return `${Math.floor(ms / unit[1])}${unit[0]}`;
}
