import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import type { Command } from "commander";
import { applyCommand } from "../src/cli/commands/apply.ts";
import { contextsCommand } from "../src/cli/commands/contexts.ts";
import { jpCommand } from "../src/cli/commands/jp.ts";
import { policySetsCommand } from "../src/cli/commands/policy-sets.ts";
import { scanCommand } from "../src/cli/commands/scan.ts";
import { serveCommand } from "../src/cli/commands/serve.ts";
import { testCommand } from "../src/cli/commands/test.ts";
import { versionCommand } from "../src/cli/commands/version.ts";
import { loadFrameworks } from "../src/policy/frameworks.ts";
import { listPolicySets, SHIPPED_SETS } from "../src/policy/policy-sets.ts";
import { cell, setPages } from "./set-pages.ts";

/** Writes the reference pages from what the program says of itself; with `--check` it only says whether they are current. */
const pages: Readonly<Record<string, string>> = {
  "docs/command-line.md": commandLinePage(),
  ...setPages(await listPolicySets(), await loadFrameworks([SHIPPED_SETS])),
};
const isCheck = process.argv.includes("--check");
let stale = 0;
for (const [path, text] of Object.entries(pages)) {
  const url = new URL(`../${path}`, import.meta.url);
  if (!isCheck) {
    mkdirSync(new URL(".", url), { recursive: true });
    writeFileSync(url, text);
  } else if (!existsSync(url) || readFileSync(url, "utf8") !== text) {
    console.error(`${path} is not current: run npm run docs`);
    stale += 1;
  }
}
process.exitCode = stale === 0 ? 0 : 1;

function commandLinePage(): string {
  const commands = [
    serveCommand(),
    scanCommand(),
    testCommand(),
    applyCommand(),
    policySetsCommand(),
    contextsCommand(),
    jpCommand(),
    versionCommand(),
  ];
  return `${["# Command line", "", "Written by `npm run docs`; do not edit.", "", ...commands.flatMap(describeCommand)].join("\n")}\n`;
}

function describeCommand(command: Command): string[] {
  return command.commands.length > 0
    ? command.commands.flatMap((part) => describeOne(part, `${command.name()} ${part.name()}`))
    : describeOne(command, command.name());
}

function describeOne(command: Command, name: string): string[] {
  const options = command.options.filter(({ hidden }) => !hidden);
  return [
    `## kyverno-mcp ${name} ${command.usage()}`,
    "",
    `${capitalize(command.description())}.`.replace(/\.\.$/u, "."),
    "",
    ...(options.length === 0 ? [] : ["| flag | means |", "|---|---|"]),
    ...options.map(
      ({ flags, description, argChoices }) =>
        `| \`${flags.replaceAll("|", "\\|")}\` | ${cell(description)}${argChoices === undefined ? "" : ` (${argChoices.join(", ")})`} |`,
    ),
    "",
  ];
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
