import { Command } from "commander";
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
      "file with the bearer token callers must send; needed to listen beyond this machine (or set KYVERNO_MCP_TOKEN)",
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
    .action(runServer);
}

function collect(value: string, previous: readonly string[]): readonly string[] {
  return [...previous, value];
}
