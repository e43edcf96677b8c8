import { readFile } from "node:fs/promises";
import { allFunctions } from "../jmespath/all-functions.ts";
import { answerQuery } from "../jmespath/answer-query.ts";
import type { JmesPathFunction, JmesPathType } from "../jmespath/define-function.ts";
import { formatQueryTree } from "../jmespath/format-query-tree.ts";
import { nearestName } from "../manifest/nearest-name.ts";
import { parseGoYaml } from "../manifest/parse-go-yaml.ts";
import { UserError } from "../manifest/user-error.ts";
import { formatGoJson } from "../values/go-json-text.ts";
import { indentJson } from "../values/indent-json.ts";

/** Expressions given as they are, and files of one expression each. */
export interface JmesPathSources {
  readonly expressions: readonly string[];
  readonly files: readonly string[];
}

/** What came out until the first error, if there was one. */
export interface JmesPathOutcome {
  readonly text: string;
  readonly error?: string;
}

/** Reads standard input; `what` says what it is read for, to somebody who has to type it. */
export type ReadText = (what: string) => Promise<string>;

/** How values are written: JSON on several lines or on one; a text with its quotes or without. */
export interface JmesPathFormat {
  readonly isCompact: boolean;
  readonly isUnquoted: boolean;
}

/** `jp query`: the value of each expression on a JSON or YAML input; what is missing comes from standard input. */
export async function queryJmesPath(
  sources: JmesPathSources & JmesPathFormat & { readonly inputFile?: string },
  readStdin: ReadText,
): Promise<JmesPathOutcome> {
  try {
    const { inputFile } = sources;
    const given = await loadExpressions(sources);
    if (given.length === 0 && inputFile === undefined) {
      return { text: "", error: "at least one query or input object is required" };
    }
    const input = parseInput(
      inputFile === undefined ? await readStdin("input object") : await loadText(inputFile),
    );
    const expressions = given.length === 0 ? [await readStdin("jmespath expression")] : given;
    return printAll(expressions, (expression) => printAnswer(expression, input, sources));
  } catch (error) {
    return failed(error);
  }
}

/** `jp parse`: the tree of each expression; without one it comes from standard input. */
export async function parseJmesPath(
  sources: JmesPathSources,
  readStdin: ReadText,
): Promise<JmesPathOutcome> {
  try {
    const given = await loadExpressions(sources);
    const expressions = given.length === 0 ? [await readStdin("jmespath expression")] : given;
    return printAll(expressions, (expression) => {
      const tree = formatQueryTree(expression);
      if (!tree.ok) throw new QueryFailure(tree.message);
      return `# ${expression}\n${tree.text}\n`;
    });
  } catch (error) {
    return failed(error);
  }
}

/** `jp function`: signature and purpose of the functions of these names, or of all. Throws a `UserError` for a name that none has. */
export function describeJmesPathFunctions(names: readonly string[]): string {
  const known = allFunctions.map(({ name }) => name);
  for (const name of names) {
    if (!known.includes(name)) throw unknownFunction(name, known);
  }
  return allFunctions
    .filter(({ name }) => names.length === 0 || names.includes(name))
    .map(describe)
    .toSorted()
    .join("");
}

/** An error of the queries themselves: ends the output, in Kyverno's words. */
class QueryFailure extends Error {}

function failed(error: unknown): JmesPathOutcome {
  if (error instanceof QueryFailure) return { text: "", error: error.message };
  throw error;
}

function printAll(
  expressions: readonly string[],
  print: (expression: string) => string,
): JmesPathOutcome {
  let text = "";
  try {
    for (const expression of expressions) text += print(expression);
  } catch (error) {
    return { ...failed(error), text };
  }
  return { text };
}

function printAnswer(
  expression: string,
  input: unknown,
  { isCompact, isUnquoted }: JmesPathFormat,
): string {
  const answer = answerQuery(expression, input);
  if (!answer.ok) throw new QueryFailure(answer.message);
  const { value } = answer;
  if (isUnquoted && typeof value === "string") return `# ${expression}\n${value}\n`;
  const json = formatGoJson(value);
  if (!json.ok) throw new QueryFailure(json.error);
  return `# ${expression}\n${isCompact ? json.value : indentJson(json.value)}\n`;
}

async function loadExpressions({
  expressions,
  files,
}: JmesPathSources): Promise<readonly string[]> {
  return [...expressions, ...(await Promise.all(files.map(loadText)))];
}

async function loadText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new QueryFailure(`failed open file ${file}: ${reason}`);
  }
}

function parseInput(text: string): unknown {
  const yaml = parseGoYaml(text);
  if (!yaml.ok) throw new QueryFailure(`error parsing input json: ${yaml.message}`);
  return yaml.value;
}

function describe({ name, summary, args, returns, variadic }: JmesPathFunction): string {
  const given = args.map((types) => typesOf(types)).join(", ");
  const signature = `${name}(${given}${variadic === true ? "..." : ""}) ${returns.join(",")}`;
  return `Name: ${name}\n  Signature: ${signature}\n  Note:      ${summary}\n\n`;
}

function typesOf(types: readonly JmesPathType[]): string {
  return types.join("|");
}

function unknownFunction(name: string, known: readonly string[]): UserError {
  const nearest = nearestName(name, known);
  return new UserError(`there is no function "${name}"`, {
    hint: nearest === undefined ? "jp function lists all" : `did you mean ${nearest}?`,
  });
}
