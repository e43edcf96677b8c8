import { dump } from "js-yaml";
import type { Summary } from "../results/summary.ts";
import type { Paint } from "./paint.ts";
import { formatSummaryMarkdown } from "./summary-markdown.ts";
import { formatSummaryTable } from "./summary-table.ts";

/** How a scan can be written. */
export const SCAN_FORMATS = ["table", "json", "yaml", "markdown", "ndjson"] as const;
export type ScanFormat = (typeof SCAN_FORMATS)[number];

export interface ScanFormatOptions {
  readonly format: ScanFormat;
  /** Rows of `violations` at most; 0 means all. */
  readonly limit: number;
  readonly paint: Paint;
}

/** A scan as text that ends in a newline. ndjson has a line for the summary, then one for each violation. */
export function formatScan(full: Summary, { format, limit, paint }: ScanFormatOptions): string {
  const violations = limit === 0 ? full.violations : full.violations.slice(0, limit);
  const summary = { ...full, violations, shown: violations.length };
  return WRITERS[format](summary, paint);
}

const WRITERS: Readonly<Record<ScanFormat, (summary: Summary, paint: Paint) => string>> = {
  table: (summary, paint) => `${formatSummaryTable(summary, paint)}
`,
  json: (summary) => `${JSON.stringify(summary, null, 2)}
`,
  yaml: (summary) => dump(summary, { lineWidth: -1, noRefs: true }),
  markdown: formatSummaryMarkdown,
  ndjson: (summary) =>
    [{ ...summary, violations: undefined }, ...summary.violations]
      .map(
        (row) => `${JSON.stringify(row)}
`,
      )
      .join(""),
};
