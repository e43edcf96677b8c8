import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { afterEach } from "vitest";

/** The built command line. */
export const BINARY = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));

if (!existsSync(new URL("../../dist/cli.js", import.meta.url))) {
  throw new Error("end-to-end tests run the built command line: npm run build");
}

/** An environment without the developer's clusters and tokens. */
export function cleanEnv(extra: Readonly<Record<string, string>> = {}): Record<string, string> {
  const { PATH = "" } = process.env;
  return { PATH, HOME: "/nonexistent", ...extra };
}

/** What a tool answered. */
export interface Answered {
  readonly text: string;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly isError: boolean;
}

/** A tool call's result, whichever client gave it, in the shape the tests look at. */
export function readAnswer(result: unknown): Answered {
  const [block] = listOf(at(result, "content"));
  const text = at(block, "text");
  const facts = at(result, "structuredContent");
  return {
    text: typeof text === "string" ? text : "",
    facts: typeof facts === "object" && facts !== null ? { ...facts } : {},
    isError: at(result, "isError") === true,
  };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The value at a path of keys, undefined where there is none. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  let found = value;
  for (const key of path) {
    if (typeof found !== "object" || found === null) return undefined;
    found = new Map<string, unknown>(Object.entries(found)).get(key);
  }
  return found;
}

/** The list of rows under a key of an answer. */
export function rowsOf({ facts }: Answered, key: string): readonly unknown[] {
  return listOf(facts[key]);
}

/** Ends everything that a test started, latest first. */
export function useCleanups(): (cleanup: () => unknown) => void {
  const cleanups: (() => unknown)[] = [];
  afterEach(async () => {
    // oxlint-disable-next-line no-await-in-loop -- clients end before their servers
    for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
  });
  return (cleanup) => cleanups.push(cleanup);
}

/** A client of a server of its own on standard input and output. */
export async function connectStdio(
  env: Readonly<Record<string, string>> = {},
  mode: "legacy" | "auto" = "legacy",
): Promise<Client> {
  const client = new Client({ name: "e2e", version: "1" }, { versionNegotiation: { mode } });
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [BINARY],
    env: cleanEnv(env),
    stderr: "ignore",
  });
  await client.connect(transport);
  return client;
}

/** A server over HTTP, and what it wrote to stderr so far. */
export interface HttpServer {
  readonly url: URL;
  readonly process: ChildProcessWithoutNullStreams;
  readonly log: () => string;
  readonly output: () => string;
}

/** Starts `serve --http 0` and waits until it says where it listens. */
export async function startHttp(
  env: Readonly<Record<string, string>> = {},
  flags: readonly string[] = ["--http", "0"],
): Promise<HttpServer> {
  const child = spawn(process.execPath, [BINARY, "serve", ...flags], { env: cleanEnv(env) });
  let log = "";
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  const listening = Promise.withResolvers<URL>();
  child.stderr.on("data", (chunk: Buffer) => {
    log += chunk.toString();
    const url = /MCP at (?<url>http:[^\s"]+)/u.exec(log)?.groups?.["url"];
    if (url !== undefined) listening.resolve(new URL(url));
  });
  child.once("exit", (code) =>
    listening.reject(new Error(`the server ended with ${code}: ${log}`)),
  );
  return { url: await listening.promise, process: child, log: () => log, output: () => output };
}

/** Ends a server the way an orchestrator does; its exit code. */
export async function terminate({ process: child }: Pick<HttpServer, "process">): Promise<unknown> {
  if (child.exitCode !== null) return child.exitCode;
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  const [code] = await exited;
  return code as unknown;
}

/** A client of a server over HTTP. */
export async function connectHttp(
  url: URL,
  mode: "legacy" | "auto" = "auto",
  token?: string,
): Promise<Client> {
  const client = new Client({ name: "e2e", version: "1" }, { versionNegotiation: { mode } });
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  await client.connect(new StreamableHTTPClientTransport(url, { requestInit: { headers } }));
  return client;
}
