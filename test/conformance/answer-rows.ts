import type { ReportResult } from "../../src/report/report-result.ts";
import type { AnswerRow } from "./compare-rows.ts";
import type { PropertiesGoldRow, ReportGoldRow, TestGold } from "./gold.ts";

/** The columns of a recorded report row, from one of our results. */
export function columnsOf(
  row: ReportResult,
  meta: readonly [severity?: string, category?: string] = [],
): ReportGoldRow {
  const { kind, namespace, name } = row.resource;
  return [row.policy, row.rule, kind, namespace, name, row.result, row.message, ...meta];
}

/** A report's row as one to compare. */
export function reportRow(row: ReportGoldRow): AnswerRow {
  const [policy, rule, kind, namespace, name, result, message, severity, category] = row;
  const meta = [severity, category].filter((part) => part !== undefined);
  return {
    key: keyOf([policy, rule, kind, namespace, name]),
    result: [result, ...meta].join(" "),
    message: messageOf(result === "invalid" ? refusal(message) : message),
  };
}

/** A row of a test as one to compare; how many are `Excluded` varies from run to run in the CLI itself. */
export function testRows(rows: TestGold["rows"]): readonly AnswerRow[] {
  return rows
    .filter(([, , , , reason]) => reason !== "Excluded")
    .map(([policy, rule, resource, result, reason, message]) => ({
      key: keyOf([policy, rule, resource]),
      result: `${result} ${reason}`,
      message: messageOf(message),
    }));
}

/** A row of properties as one to compare. */
export function propertiesRow(row: PropertiesGoldRow): AnswerRow {
  const [policy, rule, kind, namespace, name, result, properties, ...meta] = row;
  const sorted = Object.entries(properties ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return {
    key: keyOf([policy, rule, kind, namespace, name]),
    result,
    message: JSON.stringify([sorted, ...meta]),
  };
}

function keyOf(who: readonly (string | null)[]): string {
  return who.map((part) => part ?? "").join(" | ");
}

/** The CLI wraps what it says of a refused policy into what it was doing at that time. */
function refusal(message: string | null): string | null {
  return (
    message?.replace(/^Error: failed to apply policies on resource .*? \((.*)\)$/su, "$1") ?? null
  );
}

/** Network errors are the recording machine's; the order of podSecurity's reasons is random in the CLI. */
function messageOf(message: string | null): string | null {
  if (message === null || /dial tcp|no such host|: lookup /u.test(message)) return null;
  return message.includes("(Forbidden reason: ") ? sortReasons(message) : message;
}

function sortReasons(message: string): string {
  const at = message.indexOf("(Forbidden reason: ");
  const reasons = message.slice(at).split(/(?=\(Forbidden reason: )/u);
  return `${message.slice(0, at)}${reasons.toSorted().join("")}`;
}
