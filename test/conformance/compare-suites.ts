import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";

import { applyExitCode, applyFiles } from "../../src/app/apply-files.ts";
import { loadPolicies } from "../../src/app/kyverno-files/load-inputs.ts";
import { hasFailed, runKyvernoTests } from "../../src/app/run-kyverno-tests.ts";
import { columnsOf, reportRow, testRows } from "./answer-rows.ts";
import { applyInput } from "./apply-input.ts";
import { compareProbe, compareProperties } from "./compare-probes.ts";
import { compareQueries } from "./compare-queries.ts";
import { compareRows, type RowDifference } from "./compare-rows.ts";
import { GOLD_FOLDER, readApplyGold, readTestGold, type ApplyGold, type TestGold } from "./gold.ts";
import { notSupported, rowsOf, type SuiteComparison } from "./suite-comparison.ts";

/** The comparison of one group of recorded answers. */
export interface GroupComparison {
  readonly group: string;
  /** Suites whose exit code was recorded, and how many of them left with that code. */
  readonly recordedExits: number;
  readonly exits: number;
  readonly rows: number;
  readonly results: number;
  readonly messages: number;
  /** Rows not compared because something is not supported yet, by what is missing. */
  readonly unsupported: Readonly<Record<string, number>>;
  readonly differences: readonly SuiteDifference[];
}

/** A difference and the suite it was found in. */
export interface SuiteDifference extends RowDifference {
  readonly suite: string;
}

/** Compares everything recorded; the order is that of the table. */
export async function compareAll(only?: string): Promise<readonly GroupComparison[]> {
  const groups: GroupComparison[] = [];
  for (const [group, compare] of groupsOf()) {
    if (only !== undefined && group !== only) continue;
    // oxlint-disable-next-line no-await-in-loop -- one group at a time keeps memory flat
    groups.push(await compare(group));
  }
  return groups;
}

type CompareGroup = (group: string) => Promise<GroupComparison>;

function groupsOf(): readonly (readonly [string, CompareGroup])[] {
  const probes = readdirSync(join(GOLD_FOLDER, "probes")).toSorted();
  return [
    ["test", (group) => sumUp(group, readTestGold(), compareTest)],
    ["apply", (group) => sumUp(group, readApplyGold("apply"), compareApply)],
    ["cross", (group) => sumUp(group, readApplyGold("cross"), compareCross)],
    ...probes.flatMap((probe): readonly (readonly [string, CompareGroup])[] => [
      [`probe:${probe}`, (group) => sumUp(group, [{ suite: probe }], compareProbe)],
      [`queries:${probe}`, (group) => sumUp(group, [{ suite: probe }], compareQueries)],
      [`properties:${probe}`, (group) => sumUp(group, [{ suite: probe }], compareProperties)],
    ]),
  ];
}

interface Suite {
  readonly suite: string;
}

async function sumUp<T extends Suite>(
  group: string,
  suites: readonly T[],
  compare: (suite: T) => Promise<SuiteComparison | undefined>,
): Promise<GroupComparison> {
  const total = { recordedExits: 0, exits: 0, rows: 0, results: 0, messages: 0 };
  const unsupported: Record<string, number> = {};
  const differences: SuiteDifference[] = [];
  for (const suite of suites) {
    // oxlint-disable-next-line no-await-in-loop -- one suite at a time keeps memory flat
    const compared = await compare(suite).catch(thrown);
    if (compared === undefined) continue;
    if (compared.unsupported.length > 0) {
      const reason = [...new Set(compared.unsupported)].toSorted().join(" + ");
      unsupported[reason] = (unsupported[reason] ?? 0) + compared.unsupportedRows;
      if (compared.gold.length + compared.ours.length === 0) continue;
    }
    const rows = compareRows(compared.gold, compared.ours);
    total.recordedExits += Number(compared.hasSameExit !== undefined);
    total.exits += Number(compared.hasSameExit === true);
    total.rows += rows.rows;
    total.results += rows.results;
    total.messages += rows.messages;
    differences.push(...rows.differences.map((row) => ({ ...row, suite: suite.suite })));
  }
  return { group, ...total, unsupported, differences };
}

/** A suite on which we throw has no row right; the others are compared all the same. */
function thrown(error: unknown): SuiteComparison {
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return rowsOf([], [{ key: "thrown", result: "thrown", message }]);
}

async function compareTest(suite: TestGold): Promise<SuiteComparison | undefined> {
  // A run that never got as far as its rows has nothing to compare.
  if (suite.error !== undefined && suite.rows.length === 0) return undefined;
  const outcomes = await runKyvernoTests({ paths: [join(GOLD_FOLDER, suite.suite)] });
  const unsupported = outcomes.flatMap((outcome) =>
    outcome.unsupported.map(({ feature }) => feature),
  );
  if (unsupported.length > 0) return notSupported(unsupported, suite.rows.length);
  const ours = outcomes.flatMap(({ rows }) =>
    rows.map(
      (row) => [row.policy, row.rule, row.resource, row.result, row.reason, row.message] as const,
    ),
  );
  const exit = Number(outcomes.some((outcome) => hasFailed(outcome)));
  return rowsOf(testRows(suite.rows), testRows(ours), exit === suite.exit);
}

async function compareApply(suite: ApplyGold): Promise<SuiteComparison | undefined> {
  if (suite.summary === null || suite.args === undefined) return undefined;
  return compareRun(suite, suite.args, join(GOLD_FOLDER, dirname(suite.suite)));
}

async function compareCross(suite: ApplyGold): Promise<SuiteComparison | undefined> {
  if (suite.summary === null || suite.policies === undefined) return undefined;
  const folder = join(GOLD_FOLDER, dirname(suite.suite));
  const resources = join(GOLD_FOLDER, "gold/resources.yaml");
  return compareRun(suite, ["apply", ...suite.policies, "-r", resources], folder);
}

async function compareRun(
  gold: Pick<ApplyGold, "results" | "exit">,
  args: readonly string[],
  folder: string,
): Promise<SuiteComparison> {
  const input = await applyInput(args, folder);
  if (typeof input === "string") return notSupported([input], gold.results.length);
  const { unsupported } = await loadPolicies(input.policies);
  if (unsupported.length > 0)
    return notSupported(
      unsupported.map(({ kind }) => kind),
      gold.results.length,
    );
  const outcome = await applyFiles(input);
  const exit = applyExitCode(outcome, { warnExitCode: 0, warnNoPass: false });
  const ours = outcome.results.map((row) =>
    reportRow(columnsOf(row, [row.severity ?? "", row.category])),
  );
  return rowsOf(gold.results.map(reportRow), ours, exit === gold.exit);
}
