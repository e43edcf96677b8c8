import { Console } from "node:console";
import type { McpServer } from "@modelcontextprotocol/server";
import { serveStdio as serveSdkStdio } from "@modelcontextprotocol/server/stdio";

/** A server on standard input and output. */
export interface RunningStdio {
  readonly close: () => Promise<void>;
}

/**
 * Serves MCP on standard input and output until the client closes the input. From here on nothing but protocol
 * messages goes to stdout: a dependency's `console.log` ends on stderr.
 */
export function serveStdio(
  createServer: () => McpServer,
  onError: (error: Error) => void,
): RunningStdio {
  globalThis.console = new Console(process.stderr);
  return serveSdkStdio(() => createServer(), { onerror: onError });
}
