import { Command, Option } from "commander";
import { type CommandIo, processIo } from "../command-io.ts";
import { packageVersion } from "../package-version.ts";

/** The Kyverno CLI whose answers the engine gives. */
const KYVERNO_VERSION = "1.19.1";

/** `version`: what runs, and which Kyverno it answers like. */
export function versionCommand(io: CommandIo = processIo()): Command {
  return new Command("version")
    .description("print the version")
    .addOption(
      new Option("-o, --output <format>", "format").choices(["text", "json"]).default("text"),
    )
    .action(({ output }: { readonly output: "text" | "json" }) => {
      const facts = {
        version: packageVersion(),
        kyverno: KYVERNO_VERSION,
        node: process.versions.node,
      };
      io.writeOut(
        output === "json"
          ? `${JSON.stringify(facts, null, 2)}\n`
          : `kyverno-mcp ${facts.version} (answers like Kyverno ${facts.kyverno}; Node ${facts.node})\n`,
      );
    });
}
