import { cleanText } from "../results/clean-text.ts";
import { formatBoxTable, type TableCell } from "./box-table.ts";
import { countOutcomes, type ReportResult } from "./report-result.ts";

/** The closing line of `kyverno apply`; each refused policy counts as an error. */
export function formatApplySummary(results: readonly ReportResult[], refused = 0): string {
  const { pass, fail, warn, error, skip } = countOutcomes(results);
  return `\npass: ${pass}, fail: ${fail}, warn: ${warn}, error: ${error + refused}, skip: ${skip} \n`;
}

/** What failed, one block per policy and resource, as `kyverno apply` prints it. */
export function formatFailures(results: readonly ReportResult[]): string {
  const blocks = new Map<string, string[]>();
  for (const result of results) {
    if (result.result !== "fail" && result.result !== "warn") continue;
    const { namespace, kind, name } = result.resource;
    const how = result.result === "fail" ? "failed" : "failed as audit warning";
    const title = `policy ${result.policy} -> resource ${namespace}/${kind}/${name} ${how}:`;
    const lines = blocks.get(title) ?? [];
    lines.push(`${lines.length + 1} - ${result.rule} ${result.message}`);
    blocks.set(title, lines);
  }
  return [...blocks]
    .map(([title, lines]) => cleanText(`${title}\n${lines.join("\n")}\n\n`, Infinity))
    .join("");
}

/** All results as the table of `kyverno apply --table`. */
export function formatApplyTable(
  results: readonly ReportResult[],
  { detailed, color }: { readonly detailed: boolean; readonly color: boolean },
): string {
  const header = ["ID", "POLICY", "RULE", "RESOURCE", "RESULT"];
  const rows = results.map((result, index) => {
    const { namespace, kind, name } = result.resource;
    const cells: TableCell[] = [
      { text: String(index + 1) },
      { text: result.policy },
      { text: result.rule },
      { text: [namespace, kind, name].filter((part) => part !== "").join("/") },
      { text: result.result, ...(color && { paint: PAINT[result.result] }) },
    ];
    return detailed ? [...cells, { text: result.message }] : cells;
  });
  return `${formatBoxTable(detailed ? [...header, "MESSAGE"] : header, rows)}\n`;
}

const paintWith =
  (code: number) =>
  (text: string): string =>
    `\u001B[${code}m${text}\u001B[0m`;

const PAINT: Readonly<Record<ReportResult["result"], (text: string) => string>> = {
  pass: paintWith(32),
  fail: paintWith(31),
  warn: paintWith(33),
  error: paintWith(31),
  skip: paintWith(90),
};
