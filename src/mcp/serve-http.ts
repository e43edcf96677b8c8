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
import { assertSafeToListen, type ListenAddress, LOOPBACK_NAMES } from "./http-guard.ts";
import type { Observer, Refusal } from "./observer.ts";
import type { RateLimit } from "./rate-limit.ts";
import type { Tokens } from "./tokens.ts";

/** How to serve over HTTP. */
export interface HttpOptions extends ListenAddress {
  /** Without them, only loopback addresses may be listened on. */
  readonly tokens?: Tokens | undefined;
  /** Host header names accepted besides the loopback ones and the address listened on; without ports. */
  readonly allowedHosts?: readonly string[];
  /** Host names of browser origins accepted besides the loopback ones. */
  readonly allowedOrigins?: readonly string[];
  /** No limit when left out. */
  readonly rateLimit?: RateLimit | undefined;
  /** What `/metrics` shows; not found when left out. */
  readonly metrics?: MetricsPage | undefined;
  readonly observer?: Observer;
  /** Told of failures outside of a call; must not write to stdout. */
  readonly onError?: (error: Error) => void;
}

/** Who sent a request. */
export interface HttpCaller {
  /** A word that tells callers apart. */
  readonly caller: string;
  /** The headers of W3C Trace Context, where it has them. */
  readonly carrier: Readonly<Record<string, string>>;
}

/** Makes the page of `/metrics`. */
export type MetricsPage = () => Promise<{ readonly contentType: string; readonly text: string }>;

/** A server that listens. */
export interface RunningHttp {
  readonly port: number;
  /** Is not ready from now on and takes no new call, lets running ones finish for `graceMs`, then ends them. */
  readonly close: (graceMs?: number) => Promise<void>;
}

const MAX_BODY_BYTES = 4 * 1024 * 1024;
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 60_000;
const GRACE_MS = 25_000;
const WILDCARDS = new Set(["0.0.0.0", "::", ""]);

/**
 * Serves MCP at `/mcp` (Streamable HTTP, stateless, both protocol eras) with `/livez`, `/readyz` and `/metrics` beside
 * it. Checks Host, Origin, bearer token and rate before it reads a body; `createServer` is told who calls. Throws a
 * `UserError` where listening would be unsafe or impossible.
 */
export async function serveHttp(
  createServer: (caller: HttpCaller) => McpServer,
  options: HttpOptions,
): Promise<RunningHttp> {
  assertSafeToListen(options, options.tokens !== undefined);
  const onError = options.onError ?? ((): void => undefined);
  const handler = createMcpHandler(
    ({ authInfo, requestInfo }) =>
      createServer({ caller: authInfo?.clientId ?? "", carrier: carrierOf(requestInfo) }),
    { maxRequestBodySize: MAX_BODY_BYTES, onerror: onError },
  );
  const handle = toNodeHandler(handler, { maxRequestBodySize: MAX_BODY_BYTES, onerror: onError });
  const passesGuards = createGuards(options);
  const state: HttpState = { isDraining: false, running: 0 };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
    if (path !== "/mcp") return answerOther(path, response, state, options.metrics);
    if (!passesGuards(request, response)) return;
    const caller = await admit(request, response, state, options);
    if (caller === undefined) return;
    state.running += 1;
    response.once("close", () => {
      state.running -= 1;
    });
    // The token itself goes no further than the door.
    const auth = { token: "", clientId: caller, scopes: [] };
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Node's own type, but for properties that may be undefined
    await handle(Object.assign(request, { auth }) as Parameters<typeof handle>[0], response);
  };
  const http = createHttpServer((request, response) => {
    serve(request, response).catch(onError);
  });
  http.headersTimeout = HEADERS_TIMEOUT_MS;
  http.requestTimeout = REQUEST_TIMEOUT_MS;
  await listen(http, options);
  const address = http.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : options.port,
    close: (graceMs = GRACE_MS) => shutDown(http, handler, state, graceMs),
  };
}

function carrierOf(request: Request | undefined): Readonly<Record<string, string>> {
  const carrier: Record<string, string> = {};
  for (const name of ["traceparent", "tracestate"]) {
    const value = request?.headers.get(name);
    if (typeof value === "string") carrier[name] = value;
  }
  return carrier;
}

interface HttpState {
  isDraining: boolean;
  running: number;
}

/** Answers what is not MCP: health checks and metrics (whose callers send a pod's address as Host, and no token) and unknown paths. */
async function answerOther(
  path: string,
  response: ServerResponse,
  { isDraining }: HttpState,
  metrics: MetricsPage | undefined,
): Promise<void> {
  if (path === "/livez") reply(response, 200, "ok");
  else if (path === "/readyz")
    reply(response, isDraining ? 503 : 200, isDraining ? "stopping" : "ok");
  else if (path === "/metrics" && metrics !== undefined) {
    const { contentType, text } = await metrics();
    response.writeHead(200, { "content-type": contentType }).end(text);
  } else reply(response, 404, "not found: MCP is served at /mcp");
}

function reply(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end(`${text}\n`);
}

function createGuards({
  host,
  allowedHosts = [],
  allowedOrigins = [],
}: HttpOptions): (request: IncomingMessage, response: ServerResponse) => boolean {
  const own = WILDCARDS.has(host) ? [] : [host.includes(":") ? `[${host}]` : host];
  const isHostAllowed = hostHeaderValidation([...LOOPBACK_NAMES, ...own, ...allowedHosts]);
  const isOriginAllowed = originValidation([...LOOPBACK_NAMES, ...allowedOrigins]);
  return (request, response) =>
    isHostAllowed(request, response) && isOriginAllowed(request, response);
}

/** Who calls; undefined when the call was answered here because it may not go on. Failed attempts are limited by address. */
async function admit(
  request: IncomingMessage,
  response: ServerResponse,
  { isDraining }: HttpState,
  { tokens, rateLimit, observer }: HttpOptions,
): Promise<string | undefined> {
  const { authorization } = request.headers;
  const known = tokens === undefined ? "local" : await tokens.callerOf(authorization);
  const caller = known ?? `address ${request.socket.remoteAddress ?? "unknown"}`;
  const waitSeconds = rateLimit?.(caller) ?? 0;
  let refused: Refused | undefined;
  if (waitSeconds > 0) refused = tooMany(waitSeconds);
  else if (known === undefined) refused = unauthorized(authorization);
  else if (isDraining) refused = STOPPING;
  if (refused === undefined) return known;
  observer?.onRefusal?.(refused.reason, caller);
  response.writeHead(refused.status, { "content-type": "application/json", ...refused.headers });
  const error = { code: -32_000, message: refused.message };
  response.end(JSON.stringify({ jsonrpc: "2.0", id: null, error }));
  return undefined;
}

interface Refused {
  readonly reason: Refusal;
  readonly status: number;
  readonly message: string;
  readonly headers: Readonly<Record<string, string>>;
}

const STOPPING: Refused = {
  reason: "draining",
  status: 503,
  message: "The server is stopping",
  headers: { "retry-after": "1", connection: "close" },
};

function tooMany(waitSeconds: number): Refused {
  return {
    reason: "rate-limited",
    status: 429,
    message: `Too many requests: try again in ${waitSeconds} s`,
    headers: { "retry-after": String(waitSeconds) },
  };
}

/** RFC 6750: `invalid_token` only where a token was sent. */
function unauthorized(authorization: string | undefined): Refused {
  const error = authorization === undefined ? "" : ', error="invalid_token"';
  return {
    reason: "unauthorized",
    status: 401,
    message: "Unauthorized: send the server's token as Authorization: Bearer TOKEN",
    headers: { "www-authenticate": `Bearer realm="kyverno-mcp"${error}` },
  };
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

/** The port stays open while calls run, so that probes and load balancers see that the server is not ready any more. */
async function shutDown(
  http: Server,
  handler: McpHttpHandler,
  state: HttpState,
  graceMs: number,
): Promise<void> {
  state.isDraining = true;
  const deadline = Date.now() + graceMs;
  // oxlint-disable-next-line no-await-in-loop
  while (state.running > 0 && Date.now() < deadline) await sleep(25);
  const closed = new Promise((resolve) => {
    http.close(resolve);
  });
  await handler.close();
  http.closeAllConnections();
  await closed;
}
