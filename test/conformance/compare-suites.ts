import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

import {
  applyExitCode,
  applyFiles,
  type ApplyInput,
  type ApplyOutcome,
} from "../../src/app/apply-files.ts";
import { loadPolicies } from "../../src/app/kyverno-files/load-inputs.ts";
import { hasFailed, runKyvernoTests } from "../../src/app/run-kyverno-tests.ts";
import { applyCommand } from "../../src/cli/commands/apply.ts";
import type { ReportResult } from "../../src/report/report-result.ts";
import { UserError } from "../../src/manifest/user-error.ts";
import { compareRows, type AnswerRow, type RowDifference } from "./compare-rows.ts";
import {
  GOLD_FOLDER,
  readApplyGold,
  readProbeGold,
  readPropertiesGold,
  readTestGold,
  type ApplyGold,
  type PropertiesGoldRow,
  type ReportGoldRow,
  type TestGold,
} from "./gold.ts";

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

/** The comparison of one suite, or what it needs and we lack. */
interface SuiteComparison {
  readonly gold: readonly AnswerRow[];
  readonly ours: readonly AnswerRow[];
  /** Undefined where no exit code was recorded. */
  readonly hasSameExit: boolean | undefined;
  readonly unsupported: readonly string[];
  /** Recorded rows that were not compared. */
  readonly unsupportedRows: number;
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
    ...probes.map((probe): readonly [string, CompareGroup] => [
      `probe:${probe}`,
      (group) => sumUp(group, [{ suite: probe }], compareProbe),
    ]),
    ...probes.map((probe): readonly [string, CompareGroup] => [
      `properties:${probe}`,
      (group) => sumUp(group, [{ suite: probe }], compareProperties),
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
    const compared = await compare(suite);
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

function notSupported(reasons: readonly string[], rows: number): SuiteComparison {
  return {
    gold: [],
    ours: [],
    hasSameExit: undefined,
    unsupported: reasons,
    unsupportedRows: rows,
  };
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
  return {
    gold: testRows(suite.rows),
    ours: testRows(ours),
    hasSameExit: suite.exit === Number(outcomes.some((outcome) => hasFailed(outcome))),
    unsupported: [],
    unsupportedRows: 0,
  };
}

/** How many rows are `Excluded` varies from run to run in the CLI itself. */
function testRows(rows: TestGold["rows"]): readonly AnswerRow[] {
  return rows
    .filter(([, , , , reason]) => reason !== "Excluded")
    .map(([policy, rule, resource, result, reason, message]) => ({
      key: [policy, rule, resource].join(" | "),
      result: `${result} ${reason}`,
      message: messageOf(message),
    }));
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
  const input = await inputOf(args, folder);
  if (typeof input === "string") return notSupported([input], gold.results.length);
  const { unsupported } = await loadPolicies(input.policies);
  if (unsupported.length > 0)
    return notSupported(
      unsupported.map(({ kind }) => kind),
      gold.results.length,
    );
  const outcome = await applyFiles(input);
  const exit = applyExitCode(outcome, { warnExitCode: 0, warnNoPass: false });
  return {
    gold: gold.results.map(reportRow),
    ours: outcome.results.map((row) =>
      reportRow(columnsOf(row, [row.severity ?? "", row.category])),
    ),
    hasSameExit: exit === gold.exit,
    unsupported: [],
    unsupportedRows: 0,
  };
}

async function compareProbe({ suite }: Suite): Promise<SuiteComparison> {
  if (!existsSync(join(GOLD_FOLDER, "probes", suite, "cmd.json")))
    return notSupported(["mutations and the like"], 0);
  const gold = readProbeGold(suite);
  const run = await runProbe(suite);
  if (typeof run === "string") return notSupported([run], gold.length);
  const { outcome, unsupported } = run;
  const compared = gold.filter(([policy]) => !unsupported.has(policy));
  const left = {
    unsupported: [...unsupported.values()],
    unsupportedRows: gold.length - compared.length,
  };
  if (compared.length === 0) return notSupported(left.unsupported, gold.length);
  return {
    gold: compared.map(reportRow),
    ours: [
      ...outcome.results.map((row) => reportRow(columnsOf(row))),
      ...outcome.invalid.map(({ name, text }) =>
        reportRow([name, null, null, null, null, "invalid", text]),
      ),
    ],
    hasSameExit: undefined,
    ...left,
  };
}

async function compareProperties({ suite }: Suite): Promise<SuiteComparison | undefined> {
  const gold = readPropertiesGold(suite);
  const run = gold.length === 0 ? "" : await runProbe(suite);
  if (typeof run === "string" || run.unsupported.size > 0) return undefined;
  return {
    gold: gold.map(propertiesRow),
    ours: run.outcome.results.map((row) =>
      propertiesRow([
        row.policy,
        row.rule,
        row.resource.kind,
        row.resource.namespace,
        row.resource.name,
        row.result,
        row.properties,
        row.severity ?? null,
        row.category || null,
        row.scored || null,
        row.source,
      ]),
    ),
    hasSameExit: undefined,
    unsupported: [],
    unsupportedRows: 0,
  };
}

function propertiesRow(row: PropertiesGoldRow): AnswerRow {
  const [policy, rule, kind, namespace, name, result, properties, ...meta] = row;
  const sorted = Object.entries(properties ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return {
    key: keyOf([policy, rule, kind, namespace, name]),
    result,
    message: JSON.stringify([sorted, ...meta]),
  };
}

interface ProbeRun {
  readonly outcome: ApplyOutcome;
  /** Kinds of the policies that are not supported, by name. */
  readonly unsupported: ReadonlyMap<string, string>;
}

/** Runs a probe's policies on its objects; the answer is the flag that is not supported, if there is one. */
async function runProbe(probe: string): Promise<ProbeRun | string> {
  const folder = join(GOLD_FOLDER, "probes", probe);
  const args: readonly string[] = JSON.parse(readFileSync(join(folder, "cmd.json"), "utf8"));
  const input = await inputOf(args, folder);
  if (typeof input === "string") return input;
  const outcome = await applyFiles(input);
  const unsupported = new Map(outcome.unsupported.map(({ name, kind }) => [name, kind]));
  return { outcome, unsupported };
}

function columnsOf(
  row: ReportResult,
  meta: readonly [severity?: string, category?: string] = [],
): ReportGoldRow {
  const { kind, namespace, name } = row.resource;
  return [row.policy, row.rule, kind, namespace, name, row.result, row.message, ...meta];
}

function reportRow(row: ReportGoldRow): AnswerRow {
  const [policy, rule, kind, namespace, name, result, message, severity, category] = row;
  const meta = [severity, category].filter((part) => part !== undefined);
  return {
    key: keyOf([policy, rule, kind, namespace, name]),
    result: [result, ...meta].join(" "),
    message: messageOf(result === "invalid" ? refusal(message) : message),
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

/** Network errors are the recording machine's. */
function messageOf(message: string | null): string | null {
  return message === null || /dial tcp|no such host|: lookup /u.test(message) ? null : message;
}

/** What `apply` would be asked with these arguments in that folder, or the flag that is not supported. */
async function inputOf(args: readonly string[], folder: string): Promise<ApplyInput | string> {
  let input: ApplyInput | undefined;
  const command = applyCommand(undefined, async (given) => {
    input = given;
  }).exitOverride();
  try {
    await command.parseAsync(args.slice(1), { from: "user" });
  } catch (error) {
    if (error instanceof UserError) return error.message.replace(/^apply: (\S+) .*$/su, "$1");
    throw error;
  }
  if (input === undefined) throw new Error(`nothing was run for ${args.join(" ")}`);
  const inFolder = (path: string): string => (path.startsWith("/") ? path : join(folder, path));
  const { valuesFile, userInfoFile, contextFile, crds } = input;
  return {
    ...input,
    policies: input.policies.map(inFolder),
    resources: input.resources.map(inFolder),
    ...(valuesFile !== undefined && { valuesFile: inFolder(valuesFile) }),
    ...(userInfoFile !== undefined && { userInfoFile: inFolder(userInfoFile) }),
    ...(contextFile !== undefined && { contextFile: inFolder(contextFile) }),
    ...(crds !== undefined && { crds: crds.map(inFolder) }),
  };
}
