import { dump } from "js-yaml";

import { formatBoxTable, type TableCell } from "./box-table.ts";
import type { KyvernoTestRow, KyvernoTestTable } from "./kyverno-test-row.ts";

/** The formats of `kyverno test -o`. */
export type KyvernoTestFormat = (typeof KYVERNO_TEST_FORMATS)[number];

/** All formats of `kyverno test -o`, as its help lists them. */
export const KYVERNO_TEST_FORMATS = ["json", "yaml", "markdown", "junit"] as const;

/** What a table shows. */
export interface KyvernoTestView {
  /** Adds the MESSAGE column. */
  readonly detailed: boolean;
  readonly color: boolean;
}

/** Writes one test's rows as the table that `kyverno test` prints. */
export function formatKyvernoTestTable(
  rows: readonly KyvernoTestRow[],
  { detailed, color }: KyvernoTestView,
): string {
  const header = ["ID", "POLICY", "RULE", "RESOURCE", "RESULT", "REASON"];
  return formatBoxTable(
    detailed ? [...header, "MESSAGE"] : header,
    rows.map((row, index) => {
      const cells: TableCell[] = [
        { text: String(index + 1) },
        { text: row.policy },
        { text: row.rule },
        { text: row.resource },
        { text: row.result, ...(color && { paint: row.result === "Fail" ? RED : GREEN }) },
        { text: row.reason },
      ];
      return detailed ? [...cells, { text: row.message }] : cells;
    }),
  );
}

const GREEN = (text: string): string => `\u001B[32m${text}\u001B[0m`;
const RED = (text: string): string => `\u001B[31m${text}\u001B[0m`;

/** Writes the rows of all tests as one document of a format. */
export function formatKyvernoTest(
  tables: readonly KyvernoTestTable[],
  format: KyvernoTestFormat,
): string {
  return WRITERS[format](tables);
}

const WRITERS: Readonly<
  Record<KyvernoTestFormat, (tables: readonly KyvernoTestTable[]) => string>
> = {
  json: (tables) => `${JSON.stringify(tables.flatMap(records), null, 2)}\n`,
  yaml: (tables) => dump(tables.flatMap(records), { lineWidth: -1, noRefs: true }),
  markdown,
  junit,
};

interface TestRecord {
  readonly ID: number;
  readonly POLICY: string;
  readonly RULE: string;
  readonly RESOURCE: string;
  readonly RESULT: string;
  readonly REASON: string;
  readonly Message: string;
  readonly SUITE: string;
}

function records({ suite, rows }: KyvernoTestTable): readonly TestRecord[] {
  return rows.map((row, index) => ({
    ID: index + 1,
    POLICY: row.policy,
    RULE: row.rule,
    RESOURCE: row.resource,
    RESULT: row.result,
    REASON: row.reason,
    Message: row.message,
    SUITE: suite,
  }));
}

function markdown(tables: readonly KyvernoTestTable[]): string {
  const lines = tables
    .flatMap(records)
    .map((row) => markdownLine(Object.values(row).map((value) => String(value))));
  const header = ["ID", "POLICY", "RULE", "RESOURCE", "RESULT", "REASON", "MESSAGE", "SUITE"];
  return `${[markdownLine(header), `|${header.map(() => "---").join("|")}|`, ...lines].join("\n")}\n`;
}

function markdownLine(cells: readonly string[]): string {
  return `| ${cells.map((text) => markdownText(text)).join(" | ")} |`;
}

function markdownText(text: string): string {
  return text.replaceAll(/([\\|`<>])/gu, String.raw`\$1`).replaceAll(/\s*\n\s*/gu, " ");
}

function junit(tables: readonly KyvernoTestTable[]): string {
  const all = tables.flatMap(({ rows }) => rows);
  return [
    `<?xml version="1.0" encoding="UTF-8"?>`,
    `<testsuites tests="${all.length}" failures="${failuresIn(all)}">`,
    ...tables.flatMap(({ test, suite, rows }) => [
      `  <testsuite name="${xml(test)}" file="${xml(suite)}" tests="${rows.length}" failures="${failuresIn(rows)}">`,
      ...rows.flatMap((row) => junitCase(row)),
      `  </testsuite>`,
    ]),
    `</testsuites>`,
    "",
  ].join("\n");
}

function failuresIn(rows: readonly KyvernoTestRow[]): number {
  return rows.filter(({ result }) => result === "Fail").length;
}

function junitCase(row: KyvernoTestRow): readonly string[] {
  const className = [row.policy, row.rule].filter((part) => part !== "").join("/");
  const open = `    <testcase classname="${xml(className)}" name="${xml(row.resource)}"`;
  if (row.result === "Pass") return [`${open}/>`];
  const element = row.result === "Skip" ? "skipped" : "failure";
  return [
    `${open}>`,
    `      <${element} message="${xml(row.reason)}">${xml(row.message)}</${element}>`,
    `    </testcase>`,
  ];
}

const XML_ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\n": "&#10;",
  "\r": "&#13;",
  "\t": "&#9;",
};

/** XML 1.0 has no form for other control characters and lone surrogates: they become U+FFFD. */
function xml(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/(?![\t\n\r])\p{Cc}|[\uFFFE\uFFFF]/gu, "\uFFFD")
    .replaceAll(/[&<>"\n\r\t]/gu, (character) => XML_ESCAPES[character] ?? character);
}
