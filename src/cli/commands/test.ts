import { Command, Option } from "commander";

import { hasFailed, runKyvernoTests, type TestOutcome } from "../../app/run-kyverno-tests.ts";
import {
  formatKyvernoTest,
  formatKyvernoTestTable,
  KYVERNO_TEST_FORMATS,
  type KyvernoTestFormat,
} from "../../report/format-kyverno-test.ts";
import { processIo, type CommandIo } from "../command-io.ts";
import { leftOutLines, problemLines } from "./left-out.ts";

interface TestOptions {
  readonly fileName: string;
  readonly testCaseSelector?: string;
  readonly detailedResults?: true;
  readonly failOnly?: true;
  readonly removeColor?: true;
  readonly outputFormat?: KyvernoTestFormat;
  readonly requireTests?: true;
}

/** `test PATH…`: the drop-in for `kyverno test`, with its flags, rows and exit codes. */
export function testCommand(io: CommandIo = processIo()): Command {
  return new Command("test")
    .description("run Kyverno test files (kyverno-test.yaml), as `kyverno test` does")
    .argument("<path...>", "folders to search for test files, or test files")
    .option("-f, --file-name <name>", "name of the test files", "kyverno-test.yaml")
    .option("-t, --test-case-selector <selector>", "only some results: policy=P,rule=R,resource=X")
    .option("--detailed-results", "show messages too")
    .option("--fail-only", "show failed rows only")
    .option("--remove-color", "never use colour")
    .addOption(
      new Option("-o, --output-format <format>", "one document instead of tables").choices(
        KYVERNO_TEST_FORMATS,
      ),
    )
    .option("--require-tests", "fail when no test is found")
    .action((paths: readonly string[], options: TestOptions) => run(io, paths, options));
}

async function run(io: CommandIo, paths: readonly string[], options: TestOptions): Promise<void> {
  const outcomes = await runKyvernoTests(
    {
      paths,
      fileName: options.fileName,
      ...(options.testCaseSelector !== undefined && { selector: options.testCaseSelector }),
    },
    ({ name, file }) => {
      if (io.isWatched) io.writeErr(`Loading test ${name} ( ${file} ) ...\n`);
    },
  );
  for (const line of outcomes.flatMap((outcome) => warningLines(outcome))) io.writeErr(`${line}\n`);
  const shown = outcomes.map((outcome) => ({ ...outcome, rows: shownRows(outcome, options) }));
  io.writeOut(
    options.outputFormat === undefined
      ? tables(shown, options, io)
      : formatKyvernoTest(shown, options.outputFormat),
  );
  const summary = summaryOf(outcomes);
  if (options.outputFormat === undefined) io.writeOut(`${summary.text}\n`);
  if (outcomes.length === 0) io.writeErr(`no test files named ${options.fileName} found\n`);
  if (summary.failed > 0) io.writeErr(`Error: ${summary.failed} tests failed\n`);
  const isMissing = outcomes.length === 0 && options.requireTests === true;
  io.setExitCode(isMissing || outcomes.some((outcome) => hasFailed(outcome)) ? 1 : 0);
}

function warningLines({
  suite,
  invalid,
  dropped,
  unsupported,
  problems,
}: TestOutcome): readonly string[] {
  return [
    ...problemLines(problems),
    ...leftOutLines(invalid, dropped),
    ...unsupported.map(({ text }) => `${suite}: ${text}`),
  ];
}

function shownRows({ rows }: TestOutcome, { failOnly }: TestOptions): TestOutcome["rows"] {
  return failOnly === true ? rows.filter(({ result }) => result === "Fail") : rows;
}

function tables(outcomes: readonly TestOutcome[], options: TestOptions, io: CommandIo): string {
  const view = {
    detailed: options.detailedResults === true,
    color: io.hasColor && options.removeColor !== true,
  };
  return outcomes
    .filter(({ rows }) => rows.length > 0)
    .map(({ rows }) => `${formatKyvernoTestTable(rows, view)}\n\n`)
    .join("");
}

/** A test that needs what is not supported counts as one failed test: it must never look passed. */
function summaryOf(outcomes: readonly TestOutcome[]): {
  readonly failed: number;
  readonly text: string;
} {
  const rows = outcomes.flatMap((outcome) => outcome.rows);
  const passed = rows.filter(({ result }) => result !== "Fail").length;
  const unsupported = outcomes.filter((outcome) => outcome.unsupported.length > 0).length;
  const failed = rows.length - passed + unsupported;
  return { failed, text: `Test Summary: ${passed} tests passed and ${failed} tests failed` };
}
