import type { Summary } from "../results/summary.ts";

/** A summary as a Markdown page, to paste into a pull request or a ticket. */
export function formatSummaryMarkdown(summary: Summary): string {
  const { totals, scanned, by_severity: severities } = summary;
  const { fail, warn, error, skip, pass } = totals;
  return [
    `## ${totals.violations} violations in ${totals.workloads_with_violations} of ${scanned.workloads} workloads`,
    "",
    `${summary.complete ? "Complete" : "**Not complete**"}: ${scanned.policies} policies (${summary.policy_sets.join(", ")}), ${scanned.resources} resources in ${scanned.namespaces} namespaces, ${scanned.rules_evaluated} rule evaluations.`,
    "",
    table(["fail", "warn", "error", "skip", "pass"], [[fail, warn, error, skip, pass]]),
    "",
    table(Object.keys(severities), [Object.values(severities)]),
    ...lists(summary).flatMap(([title, rows]) => section(title, rows)),
    ...summary.warnings.map((text) => `\n> ${escapeCell(text)}`),
    "",
  ].join("\n");
}

type Cell = string | number;
type FleetRow = NonNullable<Summary["contexts"]>[number];
type Row = Readonly<Record<string, Cell>>;

function lists(summary: Summary): [string, Row[]][] {
  return [
    ["By policy", summary.by_policy.map((row) => ({ ...row }))],
    [
      `By control of ${summary.framework ?? ""}`,
      (summary.by_control ?? []).map((row) => ({ ...row })),
    ],
    ["By cluster", (summary.contexts ?? []).map(clusterRow)],
    ["Violations by policy and cluster", (summary.matrix ?? []).map((row) => ({ ...row }))],
    ["Not evaluated", (summary.errors_by_policy ?? []).map((row) => ({ ...row }))],
    ["By namespace", summary.by_namespace.map((row) => ({ ...row }))],
    [
      "Violations",
      summary.violations.map(({ context, severity, namespace, kind, name, pods, ...row }) => ({
        ...(context !== undefined && { context }),
        severity,
        namespace,
        workload: `${kind}/${name}${pods > 0 ? ` (${pods} pods)` : ""}`,
        policy: row.policy,
        outcome: row.outcome ?? "fail",
        message: row.message,
      })),
    ],
    ["Not read", summary.not_read.map((row) => ({ ...row }))],
  ];
}

function clusterRow({ context, complete, scanned, totals }: FleetRow): Row {
  return {
    cluster: context,
    complete: complete ? "yes" : "no",
    ...(scanned !== undefined && { resources: scanned.resources }),
    violations: totals.violations,
    workloads: totals.workloads_with_violations,
    error: totals.error,
  };
}

function section(title: string, rows: readonly Row[]): string[] {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cells = rows.map((row) => columns.map((column) => row[column] ?? ""));
  return rows.length === 0 ? [] : ["", `### ${title}`, "", table(columns, cells)];
}

function table(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const line = (cells: readonly Cell[]): string => `| ${cells.map(escapeCell).join(" | ")} |`;
  return [line(head), `|${head.map(() => "---").join("|")}|`, ...rows.map(line)].join("\n");
}

/** Text from a cluster stays in its cell, and is no markup. */
function escapeCell(value: Cell): string {
  return String(value)
    .replaceAll(/[\\`*_<>[\]|]/gu, String.raw`\$&`)
    .replaceAll(/\s+/gu, " ");
}
