import { Command } from "commander";
import {
  describeJmesPathFunctions,
  type JmesPathOutcome,
  parseJmesPath,
  queryJmesPath,
  type ReadText,
} from "../../app/jmespath-queries.ts";
import { type CommandIo, processIo } from "../command-io.ts";

/** `jp query|parse|function`: Kyverno's JMESPath tried by hand, with the flags and texts of `kyverno jp`. */
export function jpCommand(io: CommandIo = processIo()): Command {
  return new Command("jp")
    .description("try JMESPath as policies have it: query, parse, function")
    .action((_: unknown, command: Command) => command.help())
    .addCommand(queryCommand(io))
    .addCommand(parseCommand(io))
    .addCommand(functionCommand(io));
}

interface QueryFlags {
  readonly compact?: true;
  readonly unquoted?: true;
  readonly query?: readonly string[];
  readonly input?: string;
}

function queryCommand(io: CommandIo): Command {
  return new Command("query")
    .description("evaluate expressions on an input")
    .argument("[query...]", "expressions")
    .option("-c, --compact", "JSON on one line")
    .option("-u, --unquoted", "a text without its quotes")
    .option("-q, --query <file>", "file with an expression; repeatable", collect)
    .option("-i, --input <file>", "JSON or YAML input; standard input without it")
    .action(async (expressions: readonly string[], flags: QueryFlags) => {
      const { compact, unquoted, query: files = [], input } = flags;
      const sources = {
        expressions,
        files,
        isCompact: compact === true,
        isUnquoted: unquoted === true,
        ...(input !== undefined && { inputFile: input }),
      };
      print(await queryJmesPath(sources, reader(io)), io);
    });
}

function parseCommand(io: CommandIo): Command {
  return new Command("parse")
    .description("show the tree of expressions")
    .argument("[expression...]", "expressions; standard input without any")
    .option("-f, --file <file>", "file with an expression; repeatable", collect)
    .action(
      async (expressions: readonly string[], flags: { readonly file?: readonly string[] }) => {
        print(await parseJmesPath({ expressions, files: flags.file ?? [] }, reader(io)), io);
      },
    );
}

function functionCommand(io: CommandIo): Command {
  return new Command("function")
    .description("list the functions")
    .argument("[name...]", "functions to show; all without any")
    .action((names: readonly string[]) => io.writeOut(describeJmesPathFunctions(names)));
}

/** As in Kyverno's CLI, a value may hold several, with commas between. */
function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, ...value.split(",")];
}

/** Kyverno prints its prompts in front of the results, whoever reads them. */
function reader(io: CommandIo): ReadText {
  return async (what) => {
    if (io.isWatched) io.writeErr(`Enter ${what} and hit Ctrl+D.\n`);
    return new TextDecoder().decode(await io.readStdin());
  };
}

/** Kyverno's CLI ends with 1 at the first error. */
function print({ text, error }: JmesPathOutcome, io: CommandIo): void {
  io.writeOut(text);
  if (error === undefined) return;
  io.writeErr(`Error: ${error}\n`);
  io.setExitCode(1);
}
