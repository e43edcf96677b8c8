import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";

import { causeOf } from "./compare-rows.ts";
import { compareAll, type GroupComparison } from "./compare-suites.ts";
import { dropsBelow, raised, type ExpectedCounts } from "./expected-counts.ts";
import { GOLD_FOLDER, hasGold } from "./gold.ts";

const EXPECTED = new URL("expected.json", import.meta.url);

await main();

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: {
      diff: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      update: { type: "boolean", default: false },
      limit: { type: "string", default: "20" },
    },
    allowPositionals: true,
  });
  if (!hasGold()) {
    console.log(`conformance skipped: no recorded answers at ${GOLD_FOLDER}`);
    return;
  }
  const groups = await compareAll(positionals[0]);
  if (groups.length === 0) throw new Error(`no such group: ${positionals[0] ?? ""}`);
  if (values.json) console.log(JSON.stringify(groups, null, 2));
  else console.log(tableOf(groups));
  if (values.diff) for (const group of groups) printDifferences(group, Number(values.limit));
  const expected: ExpectedCounts = JSON.parse(readFileSync(EXPECTED, "utf8"));
  if (values.update)
    writeFileSync(EXPECTED, `${JSON.stringify(raised(expected, groups), null, 2)}\n`);
  const drops = dropsBelow(expected, groups, positionals.length > 0);
  for (const drop of drops) console.error(drop);
  if (drops.length > 0) process.exitCode = 1;
}

function tableOf(groups: readonly GroupComparison[]): string {
  const lines = groups
    .filter(({ rows }) => rows > 0)
    .map((group) => [
      group.group,
      group.recordedExits === 0 ? "–" : `${group.exits}/${group.recordedExits}`,
      String(group.rows),
      `${group.results} ${percent(group.results, group.rows)}`,
      `${group.messages} ${percent(group.messages, group.rows)}`,
    ]);
  const all = [["group", "exit codes", "rows", "results", "messages"], ...lines];
  const widths = [0, 1, 2, 3, 4].map((column) =>
    Math.max(...all.map((line) => line[column]?.length ?? 0)),
  );
  const table = all.map((line) =>
    line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  "),
  );
  return [...table, "", "not yet supported (rows):", ...unsupportedLines(groups)].join("\n");
}

function unsupportedLines(groups: readonly GroupComparison[]): readonly string[] {
  const totals = new Map<string, number>();
  for (const { group, unsupported } of groups) {
    const where = group.startsWith("probe:") ? "probes" : group;
    for (const [reason, rows] of Object.entries(unsupported)) {
      const key = `${where}: ${reason}`;
      totals.set(key, (totals.get(key) ?? 0) + rows);
    }
  }
  return [...totals].map(([key, rows]) => `  ${key}: ${rows}`);
}

function percent(part: number, whole: number): string {
  return `(${((part / whole) * 100).toFixed(2)} %)`;
}

function printDifferences(group: GroupComparison, limit: number): void {
  const causes = [...Map.groupBy(group.differences, (difference) => causeOf(difference))];
  const sorted = causes.toSorted(([, a], [, b]) => b.length - a.length);
  for (const [cause, differences] of sorted.slice(0, limit)) {
    console.log(`\n${group.group}: ${differences.length} ×\n   ${cause}`);
    for (const { suite, key, gold, ours } of differences.slice(0, 3))
      console.log(
        `     ${suite}: ${key}\n       gold ${JSON.stringify(gold?.message)}\n       ours ${JSON.stringify(ours?.message)}`,
      );
  }
  if (sorted.length > limit) console.log(`\n${group.group}: ${sorted.length - limit} more causes`);
}
