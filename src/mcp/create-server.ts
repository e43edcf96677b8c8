import {
  McpServer,
  type ServerContext,
  type StandardSchemaWithJSON,
} from "@modelcontextprotocol/server";
import type { Progress, Services } from "../app/services.ts";
import { allTools } from "./all-tools.ts";
import { callTool } from "./call-tool.ts";
import type { Access, Tool } from "./define-tool.ts";
import { serverInstructions } from "./server-instructions.ts";
import { toolSchema } from "./tool-schema.ts";

/** What a server is made of besides the tools. */
export interface ServerOptions {
  readonly version: string;
  readonly services: Services;
  /** Told of failures that are bugs, not answers; writes to stderr, never to stdout. */
  readonly onBug: (error: unknown) => void;
}

/** One MCP server instance with every tool; the same factory serves both protocol eras and both transports. */
export function createServer({ version, services, onBug }: ServerOptions): McpServer {
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
      async (args, context) =>
        callTool(tool, args, { ...services, ...callServices(context) }, onBug),
    );
  }
  return server;
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
