import type { Command } from "commander";
import { UserError } from "../manifest/user-error.ts";
import { packageVersion } from "./package-version.ts";

/** Each command is loaded when it is asked for: a server must not pay for the engine before its first call. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  serve: async () => (await import("./commands/serve.ts")).serveCommand(),
  scan: async () => (await import("./commands/scan.ts")).scanCommand(),
  test: async () => (await import("./commands/test.ts")).testCommand(),
  apply: async () => (await import("./commands/apply.ts")).applyCommand(),
  "policy-sets": async () => (await import("./commands/policy-sets.ts")).policySetsCommand(),
  jp: async () => (await import("./commands/jp.ts")).jpCommand(),
  contexts: async () => (await import("./commands/contexts.ts")).contextsCommand(),
  version: async () => (await import("./commands/version.ts")).versionCommand(),
};

/** Exit code of wrong use and bad input. */
const WRONG_USE = 2;

async function main(args: readonly string[]): Promise<void> {
  const [first] = args;
  if (first === undefined) {
    // What MCP clients start: there are no flags to parse.
    const { runServer } = await import("./run-server.ts");
    await runServer({ allowHost: [], allowOrigin: [], policySets: [] });
    return;
  }
  const commander = await import("commander");
  // With flags of the server only, it is the server too.
  const isServer = first.startsWith("-") && !isAboutProgram(first);
  const name = isServer ? "serve" : first;
  const program = new commander.Command("kyverno-mcp")
    .description("Kyverno policy scans: an MCP server (no command) and a command line")
    .version(packageVersion(), "-V, --version")
    .showHelpAfterError("(kyverno-mcp --help, or kyverno-mcp COMMAND --help, lists what there is)");
  const names = Object.hasOwn(COMMANDS, name) ? [name] : Object.keys(COMMANDS);
  const commands = await Promise.all(names.flatMap((command) => COMMANDS[command]?.() ?? []));
  for (const command of commands) program.addCommand(command);
  exitByThrowing(program);
  await program.parseAsync(isServer ? ["serve", ...args] : [...args], { from: "user" });
}

function isAboutProgram(flag: string): boolean {
  return ["-h", "--help", "-V", "--version"].includes(flag);
}

/** Commander would end the process itself, with 1 for wrong use. */
function exitByThrowing(command: Command): void {
  command.exitOverride();
  command.commands.forEach(exitByThrowing);
}

/** The one place where errors become text and an exit code. */
function explain(error: unknown): number {
  // Commander is not loaded where there is nothing to parse, so its errors are known by name.
  if (error instanceof Error && error.name === "CommanderError") {
    return "exitCode" in error && error.exitCode === 0 ? 0 : WRONG_USE;
  }
  if (error instanceof UserError) {
    const hint = error.hint === undefined ? "" : `\n  ${error.hint}`;
    process.stderr.write(`error: ${error.message}${hint}\n`);
    return WRONG_USE;
  }
  const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`kyverno-mcp: this is a bug, please report it: ${what}\n`);
  return WRONG_USE;
}

// A reader that has seen enough (`| head`) is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

try {
  await main(process.argv.slice(2));
} catch (error) {
  process.exitCode = explain(error);
}
