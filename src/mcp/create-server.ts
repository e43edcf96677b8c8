import {
  type CallToolResult,
  McpServer,
  type ServerContext,
  type StandardSchemaWithJSON,
} from "@modelcontextprotocol/server";
import type { Progress, Services } from "../app/services.ts";
import { allTools } from "./all-tools.ts";
import { callTool } from "./call-tool.ts";
import type { Access, Tool } from "./define-tool.ts";
import { type Observer, observeScans } from "./observer.ts";
import { serverInstructions } from "./server-instructions.ts";
import { toolSchema } from "./tool-schema.ts";

/** What a server is made of besides the tools. */
export interface ServerOptions {
  readonly version: string;
  readonly services: Services;
  /** Told of failures that are bugs, not answers; writes to stderr, never to stdout. */
  readonly onBug: (error: unknown) => void;
  /** Told of calls and scans. */
  readonly observer?: Observer;
  /** A word for who calls: scans belong to their caller. Empty where one process serves one client. */
  readonly caller?: string;
  /** Headers of the request that may name the caller's span; `_meta` of a call goes before them. */
  readonly carrier?: Readonly<Record<string, string>>;
}

/** One MCP server instance with every tool; the same factory serves both protocol eras and both transports. */
export function createServer(options: ServerOptions): McpServer {
  const { version, observer = {}, caller = "", carrier } = options;
  const scans = observeScans(options.services.scans.forCaller(caller), observer);
  const services = { ...options.services, scans };
  const server = new McpServer(
    { name: "kyverno-mcp", title: "Kyverno policies", version },
    { instructions: serverInstructions, capabilities: { tools: { listChanged: false } } },
  );
  for (const tool of allTools) {
    server.registerTool(
      tool.name,
      {
        title: tool.title,
        description: tool.description,
        inputSchema: toSdkSchema(tool),
        annotations: { title: tool.title, ...ANNOTATIONS[tool.access] },
      },
      async (args, context) => {
        const call = { tool: tool.name, caller, carrier, onBug: options.onBug, context };
        const own = { ...services, ...callServices(context) };
        return observeCall(observer, call, (onBug) => callTool(tool, args, own, onBug));
      },
    );
  }
  return server;
}

interface ObservedCall {
  readonly tool: string;
  readonly caller: string;
  readonly carrier: Readonly<Record<string, string>> | undefined;
  readonly onBug: (error: unknown) => void;
  readonly context: ServerContext;
}

async function observeCall(
  { aroundCall, onToolCall }: Observer,
  { tool, caller, carrier, onBug, context }: ObservedCall,
  run: (onBug: (error: unknown) => void) => Promise<CallToolResult>,
): Promise<CallToolResult> {
  const started = performance.now();
  let isBug = false;
  const call = async (): Promise<CallToolResult> => {
    const result = await run((error) => {
      isBug = true;
      onBug(error);
    });
    const isRefused = result.isError === true;
    const isCancelled = isRefused && context.mcpReq.signal.aborted;
    const outcome = isBug ? "bug" : isCancelled ? "cancelled" : isRefused ? "refused" : "ok";
    onToolCall?.({ tool, caller, outcome, ms: performance.now() - started });
    return result;
  };
  const { _meta: meta } = context.mcpReq;
  return aroundCall === undefined ? call() : aroundCall(tool, { ...carrier, ...meta }, call);
}

/** Unset hints mean "destructive" and "open world" to clients, so all four are always set. */
const ANNOTATIONS = {
  "nothing-outside": {
    readOnlyHint: true,
    destructiveHint: false,
    idempotentHint: true,
    openWorldHint: false,
  },
  "reads-cluster": {
    readOnlyHint: true,
    destructiveHint: false,
    idempotentHint: true,
    openWorldHint: true,
  },
  "changes-session": {
    readOnlyHint: false,
    destructiveHint: false,
    idempotentHint: true,
    openWorldHint: false,
  },
} as const satisfies Record<Access, object>;

/** The tool's JSON Schema for `tools/list`; arguments pass through unchecked because `callTool` refuses them in better words. */
function toSdkSchema(tool: Tool): StandardSchemaWithJSON<unknown, Record<string, unknown>> {
  const schema: Record<string, unknown> = { ...toolSchema(tool) };
  return {
    "~standard": {
      version: 1,
      vendor: "kyverno-mcp",
      validate: (value) => ({ value: isRecord(value) ? value : {} }),
      jsonSchema: { input: () => schema, output: () => schema },
    },
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The part of the services that belongs to one call: when to stop and whom to tell. */
function callServices(context: ServerContext): Pick<Services, "signal" | "onProgress"> {
  const { signal, _meta: meta } = context.mcpReq;
  const progressToken = meta?.progressToken;
  if (progressToken === undefined) return { signal };
  let last = -1;
  const onProgress = ({ done, total, message }: Progress): void => {
    // The protocol wants every notification to be ahead of the one before.
    const progress = Math.max(done, last + 0.001);
    last = progress;
    const params = { progressToken, progress, message, ...(total !== undefined && { total }) };
    // A client that left misses its progress; the call itself ends by its signal.
    context.mcpReq.notify({ method: "notifications/progress", params }).catch(() => undefined);
  };
  return { signal, onProgress };
}
