import { homedir } from "node:os";
import type { ServerOptions } from "../mcp/create-server.ts";
import { packageVersion } from "./package-version.ts";

/** What the flags of `serve` say. */
export interface ServeFlags {
  readonly http?: string;
  readonly authTokenFile?: string;
  readonly allowHost: readonly string[];
  readonly allowOrigin: readonly string[];
  readonly policySets: readonly string[];
  readonly kubeconfig?: string;
}

/** Runs the MCP server until it is told to stop; loads only what a first answer needs, and no parser of flags. */
export async function runServer(flags: ServeFlags): Promise<void> {
  const version = packageVersion();
  const isHttp = flags.http !== undefined;
  const [{ createServer }, { createServices }] = await Promise.all([
    import("../mcp/create-server.ts"),
    import("../app/create-services.ts"),
  ]);
  const services = createServices({
    env: process.env,
    homeDir: homedir(),
    kubeconfigPaths: flags.kubeconfig === undefined ? [] : [flags.kubeconfig],
    policySetPaths: flags.policySets,
    // One process serves one client on stdio; HTTP calls share no session.
    keepsSelection: !isHttp,
  });
  const options: ServerOptions = { version, services, onBug: log };
  const close = isHttp
    ? await startHttp(flags, () => createServer(options))
    : await startStdio(() => createServer(options));
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      close().then(
        () => process.exit(0),
        (error: unknown) => {
          log(error);
          process.exit(1);
        },
      );
    });
  }
}

type CreateServer = () => ReturnType<(typeof import("../mcp/create-server.ts"))["createServer"]>;

async function startStdio(createServer: CreateServer): Promise<() => Promise<void>> {
  const { serveStdio } = await import("../mcp/serve-stdio.ts");
  const { close } = serveStdio(createServer, log);
  if (process.stdin.isTTY) {
    process.stderr.write(
      "kyverno-mcp: waiting for an MCP client on standard input (see kyverno-mcp --help for the command line)\n",
    );
  }
  return close;
}

async function startHttp(
  { http = "", authTokenFile, allowHost, allowOrigin }: ServeFlags,
  createServer: CreateServer,
): Promise<() => Promise<void>> {
  const [{ serveHttp }, { loadToken, parseListenAddress }] = await Promise.all([
    import("../mcp/serve-http.ts"),
    import("../mcp/http-guard.ts"),
  ]);
  const address = parseListenAddress(http);
  const token = await loadToken(authTokenFile, process.env);
  const running = await serveHttp(createServer, {
    ...address,
    token,
    allowedHosts: allowHost,
    allowedOrigins: allowOrigin,
    onError: log,
  });
  const host = address.host.includes(":") ? `[${address.host}]` : address.host;
  process.stderr.write(`kyverno-mcp: MCP at http://${host}:${running.port}/mcp\n`);
  return running.close;
}

/** stdout belongs to the protocol. */
function log(error: unknown): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`kyverno-mcp: ${text}\n`);
}
