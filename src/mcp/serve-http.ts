import { once } from "node:events";
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { hostHeaderValidation, originValidation, toNodeHandler } from "@modelcontextprotocol/node";
import {
  createMcpHandler,
  type McpHttpHandler,
  type McpServer,
} from "@modelcontextprotocol/server";
import { UserError } from "../manifest/user-error.ts";
import {
  assertSafeToListen,
  isAuthorized,
  type ListenAddress,
  LOOPBACK_NAMES,
} from "./http-guard.ts";

/** How to serve over HTTP. */
export interface HttpOptions extends ListenAddress {
  /** Without one, only loopback addresses may be listened on. */
  readonly token?: string | undefined;
  /** Host header names accepted besides the loopback ones and the address listened on; without ports. */
  readonly allowedHosts?: readonly string[];
  /** Host names of browser origins accepted besides the loopback ones. */
  readonly allowedOrigins?: readonly string[];
  /** Told of failures outside of a call; must not write to stdout. */
  readonly onError?: (error: Error) => void;
}

/** A server that listens. */
export interface RunningHttp {
  readonly port: number;
  /** Stops accepting, lets running calls finish for `graceMs`, then ends them. */
  readonly close: (graceMs?: number) => Promise<void>;
}

const MAX_BODY_BYTES = 4 * 1024 * 1024;
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 60_000;
const GRACE_MS = 8000;
const WILDCARDS = new Set(["0.0.0.0", "::", ""]);

/**
 * Serves MCP at `/mcp` (Streamable HTTP, stateless, both protocol eras) with `/livez` and `/readyz` beside it. Checks
 * Host, Origin and the bearer token before it reads a body. Throws a `UserError` where listening would be unsafe or
 * impossible.
 */
export async function serveHttp(
  createServer: () => McpServer,
  options: HttpOptions,
): Promise<RunningHttp> {
  assertSafeToListen(options, options.token);
  const onError = options.onError ?? ((): void => undefined);
  const handler = createMcpHandler(createServer, {
    maxRequestBodySize: MAX_BODY_BYTES,
    onerror: onError,
  });
  const state = { isDraining: false, running: 0 };
  const http = createHttpServer((request, response) => {
    if (!isMcpRequest(request, response, state)) return;
    if (!passesGuards(request, response)) return;
    state.running += 1;
    response.once("close", () => {
      state.running -= 1;
    });
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Node's own type, but for properties that may be undefined
    handle(request as Parameters<typeof handle>[0], response).catch(onError);
  });
  const passesGuards = createGuards(options);
  const handle = toNodeHandler(handler, { maxRequestBodySize: MAX_BODY_BYTES, onerror: onError });
  http.headersTimeout = HEADERS_TIMEOUT_MS;
  http.requestTimeout = REQUEST_TIMEOUT_MS;
  await listen(http, options);
  const address = http.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : options.port,
    close: (graceMs = GRACE_MS) => shutDown(http, handler, state, graceMs),
  };
}

interface HttpState {
  isDraining: boolean;
  running: number;
}

/** Answers what is not MCP: health checks (which carry a pod's address as Host, and no token) and unknown paths. */
function isMcpRequest(
  request: IncomingMessage,
  response: ServerResponse,
  { isDraining }: HttpState,
): boolean {
  const path = (request.url ?? "/").split("?", 1)[0];
  if (path === "/mcp") return true;
  if (path === "/livez") reply(response, 200, "ok");
  else if (path === "/readyz")
    reply(response, isDraining ? 503 : 200, isDraining ? "stopping" : "ok");
  else reply(response, 404, "not found: MCP is served at /mcp");
  return false;
}

function reply(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end(`${text}\n`);
}

function createGuards({
  host,
  token,
  allowedHosts = [],
  allowedOrigins = [],
}: HttpOptions): (request: IncomingMessage, response: ServerResponse) => boolean {
  const own = WILDCARDS.has(host) ? [] : [host.includes(":") ? `[${host}]` : host];
  const isHostAllowed = hostHeaderValidation([...LOOPBACK_NAMES, ...own, ...allowedHosts]);
  const isOriginAllowed = originValidation([...LOOPBACK_NAMES, ...allowedOrigins]);
  return (request, response) =>
    isHostAllowed(request, response) &&
    isOriginAllowed(request, response) &&
    (token === undefined || hasToken(request, response, token));
}

/** RFC 6750: 401 with a challenge; `invalid_token` only where a token was sent. */
function hasToken(request: IncomingMessage, response: ServerResponse, token: string): boolean {
  const { authorization } = request.headers;
  if (isAuthorized(authorization, token)) return true;
  const challenge = 'Bearer realm="kyverno-mcp"';
  const error = authorization === undefined ? "" : ', error="invalid_token"';
  response.writeHead(401, {
    "content-type": "application/json",
    "www-authenticate": challenge + error,
  });
  response.end(
    JSON.stringify({
      jsonrpc: "2.0",
      id: null,
      error: {
        code: -32_000,
        message: "Unauthorized: send the server's token as Authorization: Bearer TOKEN",
      },
    }),
  );
  return false;
}

async function listen(http: Server, { host, port }: ListenAddress): Promise<void> {
  http.listen(port, host);
  try {
    await once(http, "listening");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    const reason = code === "EADDRINUSE" ? "the port is in use" : code;
    throw new UserError(`cannot listen on ${host}:${port}: ${reason}`, {
      hint: "choose another port with --http [HOST:]PORT; port 0 takes a free one",
      cause: error,
    });
  }
}

async function shutDown(
  http: Server,
  handler: McpHttpHandler,
  state: HttpState,
  graceMs: number,
): Promise<void> {
  state.isDraining = true;
  const closed = new Promise((resolve) => {
    http.close(resolve);
  });
  http.closeIdleConnections();
  const deadline = Date.now() + graceMs;
  // oxlint-disable-next-line no-await-in-loop
  while (state.running > 0 && Date.now() < deadline) await sleep(25);
  await handler.close();
  http.closeAllConnections();
  await closed;
}
