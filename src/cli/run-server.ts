import { homedir } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import type { ServerOptions } from "../mcp/create-server.ts";
import type { Operations } from "../mcp/start-operations.ts";
import { packageVersion } from "./package-version.ts";

/** What the flags of `serve` say. */
export interface ServeFlags {
  readonly http?: string;
  readonly authTokenFile?: string;
  readonly allowHost: readonly string[];
  readonly allowOrigin: readonly string[];
  readonly policySets: readonly string[];
  readonly kubeconfig?: string;
  readonly logLevel?: string;
  /** Calls of one caller a minute over HTTP; 0 for no limit. */
  readonly rateLimit?: number;
  /** Seconds for running calls once the server is told to stop. */
  readonly grace?: number;
}

const DEFAULT_RATE = 1200;
const DEFAULT_GRACE_S = 25;

/** Runs the MCP server until it is told to stop; loads only what a first answer needs, and no parser of flags. */
export async function runServer(flags: ServeFlags): Promise<void> {
  const version = packageVersion();
  const isHttp = flags.http !== undefined;
  const [{ createServer }, { createServices }, { startOperations }] = await Promise.all([
    import("../mcp/create-server.ts"),
    import("../app/create-services.ts"),
    import("../mcp/start-operations.ts"),
  ]);
  const { env } = process;
  const operations = await startOperations({ version, isHttp, logLevel: flags.logLevel, env });
  const { log, observer } = operations;
  const services = createServices({
    env,
    homeDir: homedir(),
    kubeconfigPaths: flags.kubeconfig === undefined ? [] : [flags.kubeconfig],
    policySetPaths: flags.policySets,
    // One process serves one client on stdio; HTTP calls share no session.
    keepsSelection: !isHttp,
  });
  const onBug = (error: unknown): void => log.write("error", "a tool call failed", { error });
  const options: ServerOptions = { version, services, onBug, observer };
  const create: CreateServer = (caller = {}) => createServer({ ...options, ...caller });
  const close = isHttp
    ? await startHttp(flags, create, operations)
    : await startStdio(create, operations);
  endOnSignals(close, (flags.grace ?? DEFAULT_GRACE_S) * 1000, operations);
}

type CreateServer = (
  caller?: Pick<ServerOptions, "caller" | "carrier">,
) => ReturnType<(typeof import("../mcp/create-server.ts"))["createServer"]>;
/** Lets running calls finish for a while. */
type Close = (graceMs: number) => Promise<void>;

/** The first signal lets running calls finish, a second one ends them. */
function endOnSignals(
  close: Close,
  graceMs: number,
  { log, close: endOperations }: Operations,
): void {
  let isEnding = false;
  const end = async (signal: string): Promise<void> => {
    if (isEnding) process.exit(1);
    isEnding = true;
    log.write("info", "stopping", { signal, graceMs });
    try {
      await close(graceMs);
      log.write("info", "stopped");
    } catch (error) {
      log.write("error", "could not stop in order", { error });
      process.exitCode = 1;
    }
    await endOperations();
    process.exit();
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void end(signal));
  // A client on stdio ends the server by closing its input.
  process.once("beforeExit", () => void endOperations().then(() => process.exit()));
}

async function startStdio(create: CreateServer, { log, running }: Operations): Promise<Close> {
  const { serveStdio } = await import("../mcp/serve-stdio.ts");
  const { close } = serveStdio(create, (error) => log.write("warn", "protocol error", { error }));
  if (process.stdin.isTTY) {
    process.stderr.write(
      "kyverno-mcp: waiting for an MCP client on standard input (see kyverno-mcp --help for the command line)\n",
    );
  }
  return async (graceMs) => {
    const deadline = Date.now() + graceMs;
    // oxlint-disable-next-line no-await-in-loop
    while (running() > 0 && Date.now() < deadline) await sleep(25);
    await close();
  };
}

async function startHttp(
  { http = "", authTokenFile, allowHost, allowOrigin, rateLimit = DEFAULT_RATE }: ServeFlags,
  create: CreateServer,
  { log, observer, metrics }: Operations,
): Promise<Close> {
  const [{ serveHttp }, { parseListenAddress }, { loadTokens }, { createRateLimit }] =
    await Promise.all([
      import("../mcp/serve-http.ts"),
      import("../mcp/http-guard.ts"),
      import("../mcp/tokens.ts"),
      import("../mcp/rate-limit.ts"),
    ]);
  const address = parseListenAddress(http);
  const tokens = await loadTokens({
    file: authTokenFile,
    env: process.env,
    onError: (error) => log.write("error", "the token file can't be used", { error }),
  });
  const running = await serveHttp(create, {
    ...address,
    tokens,
    allowedHosts: allowHost,
    allowedOrigins: allowOrigin,
    rateLimit: rateLimit > 0 ? createRateLimit({ perMinute: rateLimit }) : undefined,
    metrics,
    observer,
    onError: (error) => log.write("warn", "HTTP or protocol error", { error }),
  });
  const host = address.host.includes(":") ? `[${address.host}]` : address.host;
  const url = `http://${host}:${running.port}/mcp`;
  if (process.stderr.isTTY) process.stderr.write(`kyverno-mcp: MCP at ${url}\n`);
  else
    log.write("info", `MCP at ${url}`, {
      url,
      callers: tokens === undefined ? "anybody on this machine" : "with a bearer secret",
    });
  return running.close;
}
