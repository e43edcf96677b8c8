import type { Document } from "../manifest/document.ts";
import { loadDocuments } from "../manifest/load-documents.ts";
import { formatProblem } from "../manifest/problem.ts";
import { UserError } from "../manifest/user-error.ts";
import { findTestFiles } from "./kyverno-test/find-test-files.ts";
import { runTest, type TestOutcome } from "./kyverno-test/run-test.ts";
import { parseResultSelector } from "./kyverno-test/select-results.ts";
import { decodeTestFile, type TestFile } from "./kyverno-test/test-file.ts";

export type { TestOutcome } from "./kyverno-test/run-test.ts";

/** What `kyverno test` is given. */
export interface KyvernoTestInput {
  /** Folders searched for test files, or test files. */
  readonly paths: readonly string[];
  /** Name of the test files; `kyverno-test.yaml` when absent. */
  readonly fileName?: string;
  /** `policy=P,rule=R,resource=X` with wildcards. */
  readonly selector?: string;
}

/** Runs every test found, in order. Throws a `UserError` when a test file can't be read: none is run then, as in the CLI. */
export async function runKyvernoTests(
  input: KyvernoTestInput,
  onTest?: (test: { readonly name: string; readonly file: string }) => void,
): Promise<readonly TestOutcome[]> {
  const files = await findTestFiles(input.paths, input.fileName ?? "kyverno-test.yaml");
  const isSelected = parseResultSelector(input.selector ?? "");
  const tests = await loadTests(files);
  const outcomes: TestOutcome[] = [];
  for (const test of tests) {
    onTest?.(test);
    // oxlint-disable-next-line no-await-in-loop -- one at a time keeps memory flat and messages in order
    outcomes.push(await runTest(test, isSelected));
  }
  return outcomes;
}

async function loadTests(files: readonly string[]): Promise<readonly TestFile[]> {
  const tests: TestFile[] = [];
  const errors: string[] = [];
  for (const file of files) {
    // oxlint-disable-next-line no-await-in-loop -- errors in the order of the files
    const { documents, problems } = await loadDocuments([file]);
    errors.push(...problems.map((problem) => formatProblem(problem)));
    for (const document of documents) {
      const test = readTest(document);
      if (typeof test === "string") errors.push(test);
      else tests.push(test);
    }
  }
  if (errors.length > 0)
    throw new UserError(`found ${errors.length} errors after loading tests\n${errors.join("\n")}`);
  return tests;
}

function readTest(document: Document): TestFile | string {
  try {
    return decodeTestFile(document);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error.hint === undefined ? error.message : `${error.message} (${error.hint})`;
  }
}

/** Whether a test failed: a row did, a policy was refused at which the CLI stops, or it needs what this engine lacks. */
export function hasFailed({ rows, invalid, unsupported }: TestOutcome): boolean {
  return (
    unsupported.length > 0 ||
    invalid.some(({ isClassic }) => !isClassic) ||
    rows.some(({ result }) => result === "Fail")
  );
}
