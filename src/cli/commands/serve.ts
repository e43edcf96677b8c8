import { Command, InvalidArgumentError, Option } from "commander";
import { LOG_LEVELS } from "../../mcp/log.ts";
import { runServer } from "../run-server.ts";

/** `serve`: the MCP server on standard input and output, or over HTTP with `--http`. */
export function serveCommand(): Command {
  return new Command("serve")
    .summary("run the MCP server")
    .description(
      "Runs the MCP server: on standard input and output for a client that starts it, or over Streamable HTTP at /mcp with --http. Reads clusters, never writes to one.",
    )
    .option(
      "--http <[HOST:]PORT>",
      "serve Streamable HTTP at /mcp; the host is 127.0.0.1 when absent",
    )
    .option(
      "--auth-token-file <FILE>",
      "file with the bearer tokens callers must send, one a line, read again when it changes; needed to listen beyond this machine (or set KYVERNO_MCP_TOKEN)",
    )
    .option("--allow-host <NAME>", "accept this name in the Host header (repeatable)", collect, [])
    .option(
      "--allow-origin <NAME>",
      "accept browser requests from this host (repeatable)",
      collect,
      [],
    )
    .option(
      "--policy-sets <FOLDER>",
      "folder with policy sets of your own beside the shipped ones (repeatable; also KYVERNO_MCP_POLICY_SETS)",
      collect,
      [],
    )
    .option("--kubeconfig <FILE>", "kubeconfig to read instead of KUBECONFIG or ~/.kube/config")
    .addOption(
      new Option(
        "--log-level <LEVEL>",
        "what is logged to stderr as JSON lines (also KYVERNO_MCP_LOG); error on stdio, info over HTTP",
      ).choices([...LOG_LEVELS]),
    )
    .option(
      "--rate-limit <CALLS>",
      "requests a minute of one caller over HTTP; 0 for no limit (default: 1200)",
      wholeNumber,
    )
    .option(
      "--grace <SECONDS>",
      "how long running calls may go on once the server is told to stop (default: 25)",
      wholeNumber,
    )
    .action(runServer);
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (text.trim() !== "" && Number.isInteger(number) && number >= 0) return number;
  throw new InvalidArgumentError("must be a whole number from 0 on");
}

function collect(value: string, previous: readonly string[]): readonly string[] {
  return [...previous, value];
}
