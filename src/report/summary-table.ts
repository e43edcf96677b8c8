import type { Summary, ViolationRow } from "../results/summary.ts";
import type { Paint } from "./paint.ts";
import { formatTextTable } from "./text-table.ts";

/** A summary for a terminal: the violations, what they add up to, what was not read. */
export function formatSummaryTable(summary: Summary, paint: Paint): string {
  return [
    ...violationLines(summary, paint),
    ...policyLines(summary, paint),
    ...controlLines(summary, paint),
    ...matrixLines(summary, paint),
    ...errorLines(summary, paint),
    ...notReadLines(summary, paint),
    ...summary.warnings.map((text) => `warning: ${text}`),
    ...(summary.warnings.length > 0 ? [""] : []),
    ...closingLines(summary, paint),
  ].join("\n");
}

function violationLines({ violations, totals }: Summary, paint: Paint): string[] {
  if (violations.length === 0) return [];
  const hasContexts = violations.some(({ context }) => context !== undefined);
  const columns = [
    "SEVERITY",
    ...(hasContexts ? ["CONTEXT"] : []),
    "NAMESPACE",
    "WORKLOAD",
    "POLICY",
  ];
  const table = formatTextTable(
    [...columns, "MESSAGE"].map((title) => ({ title })),
    violations.map((row) => [
      row.severity,
      ...(hasContexts ? [row.context ?? ""] : []),
      row.namespace === "" ? "-" : row.namespace,
      workload(row),
      row.rule === "" ? row.policy : `${row.policy}/${row.rule}`,
      `${row.outcome === undefined ? "" : `[${row.outcome}] `}${row.message.replaceAll(/\s+/gu, " ")}`,
    ]),
  );
  const [head = "", ...lines] = table.split("\n");
  const rows = lines.map((line, index) => {
    const severity = violations[index]?.severity ?? "info";
    return paint.severity(severity, line.slice(0, severity.length)) + line.slice(severity.length);
  });
  const left = totals.violations + totals.error - violations.length;
  const more = left > 0 ? [paint.faint(`… and ${left} more (--limit 0 or -o json shows all)`)] : [];
  return [paint.title(head), ...rows, ...more, ""];
}

function workload({ kind, name, pods }: ViolationRow): string {
  return `${kind}/${name}${pods > 0 ? ` (${count(pods, "pod")})` : ""}`;
}

function policyLines({ by_policy: rows }: Summary, paint: Paint): string[] {
  if (rows.length < 2) return [];
  const table = formatTextTable(
    [
      { title: "POLICY" },
      { title: "SEVERITY" },
      { title: "VIOLATIONS", align: "right" },
      { title: "WORKLOADS", align: "right" },
      { title: "NAMESPACES", align: "right" },
    ],
    rows.map((row) => [
      row.policy,
      row.severity,
      String(row.violations),
      String(row.workloads),
      String(row.namespaces),
    ]),
  );
  const [head = "", ...lines] = table.split("\n");
  return [paint.title(head), ...lines, ""];
}

function controlLines({ framework, by_control: rows = [] }: Summary, paint: Paint): string[] {
  if (framework === undefined) return [];
  const table = formatTextTable(
    [
      { title: "CONTROL" },
      { title: "TITLE" },
      { title: "POLICIES", align: "right" },
      { title: "MATCHED", align: "right" },
      { title: "VIOLATIONS", align: "right" },
      { title: "WORKLOADS", align: "right" },
    ],
    rows.map((row) => [
      row.control === "" ? "-" : row.control,
      row.title,
      String(row.policies),
      String(row.matched),
      String(row.violations),
      String(row.workloads),
    ]),
  );
  const [head = "", ...lines] = table.split("\n");
  return [paint.title(`${framework}:`), paint.title(head), ...lines, ""];
}

/** Policies down, clusters across. */
function matrixLines({ matrix = [] }: Summary, paint: Paint): string[] {
  const columns = Object.keys(matrix[0] ?? {});
  if (columns.length === 0) return [];
  const table = formatTextTable(
    columns.map((name, index) => ({
      title: index < 2 ? name.toUpperCase() : name,
      ...(index >= 2 && { align: "right" as const }),
    })),
    matrix.map((row) => columns.map((name) => String(row[name] ?? ""))),
  );
  const [head = "", ...lines] = table.split("\n");
  return [paint.title(head), ...lines, ""];
}

function errorLines({ errors_by_policy: rows = [] }: Summary, paint: Paint): string[] {
  if (rows.length === 0) return [];
  return [
    paint.bad("Not evaluated:"),
    ...rows.map(
      ({ policy, errors, message }) => `  ${policy}: ${count(errors, "error")}, first: ${message}`,
    ),
    "",
  ];
}

function notReadLines({ not_read: rows }: Summary, paint: Paint): string[] {
  if (rows.length === 0) return [];
  return [
    paint.bad("Not read, so nothing is said about it:"),
    ...rows.flatMap(({ context, namespace, resource, reason, message, hint }) => {
      const where = [context, namespace].filter((part) => part !== undefined).join("/");
      const line = `  ${where === "" ? "" : `${where}: `}${resource}: ${reason}: ${message}`;
      return hint === undefined ? [line] : [line, paint.faint(`    ${hint}`)];
    }),
    "",
  ];
}

function closingLines(summary: Summary, paint: Paint): string[] {
  const { totals, scanned } = summary;
  const { fail, warn, error, skip, pass } = totals;
  const sets = summary.policy_sets.length === 0 ? "" : ` (${summary.policy_sets.join(", ")})`;
  const severities = Object.entries(summary.by_severity)
    .filter(([, number]) => number > 0)
    .map(([severity, number]) => `${number} ${severity}`)
    .join(", ");
  return [
    `${verdict(summary, paint)}${severities === "" ? "" : ` (${severities})`}. fail: ${fail}, warn: ${warn}, error: ${error}, skip: ${skip}, pass: ${pass}`,
    paint.faint(
      `${count(scanned.policies, "policy", "policies")}${sets}, ${count(scanned.resources, "resource")} in ${count(scanned.namespaces, "namespace")}, ${count(scanned.rules_evaluated, "rule evaluation")}, ${scanned.seconds} s`,
    ),
    ...(summary.complete ? [] : [paint.bad("The scan is not complete.")]),
  ];
}

function verdict({ totals, scanned, complete }: Summary, paint: Paint): string {
  if (totals.violations > 0) {
    return paint.bad(
      `${count(totals.violations, "violation")} in ${totals.workloads_with_violations} of ${count(scanned.workloads, "workload")}`,
    );
  }
  return complete ? paint.good("No violations") : "No violations in what was read";
}

function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
