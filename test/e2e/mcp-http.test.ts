import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client as ClientV1 } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as HttpV1 } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { expect, test } from "vitest";
import { generateObjects } from "../fake-api-server/generate-objects.ts";
import { startFakeApiServer } from "../fake-api-server/start-fake-api-server.ts";
import { writeKubeconfig } from "../fake-api-server/write-kubeconfig.ts";
import {
  at,
  BINARY,
  cleanEnv,
  connectHttp,
  readAnswer,
  startHttp,
  terminate,
  useCleanups,
} from "./mcp-session.ts";

const onEnd = useCleanups();
const TOKEN = "not-to-be-found-in-any-log-0123456789";
const MANIFESTS =
  "{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {hostPID: true, containers: []}}";

async function start(...options: Parameters<typeof startHttp>) {
  const server = await startHttp(...options);
  onEnd(() => terminate(server));
  return server;
}

test.for(["legacy", "auto"] as const)("an SDK v2 client (%s) works over HTTP", async (mode) => {
  const { url } = await start();
  const client = await connectHttp(url, mode);
  onEnd(() => client.close());
  expect((await client.listTools()).tools).toHaveLength(8);
  const answer = readAnswer(
    await client.callTool({ name: "check_manifests", arguments: { manifests: MANIFESTS } }),
  );
  expect(at(answer.facts, "totals", "workloads_with_violations")).toBe(1);
});

test("an SDK v1 client works over HTTP, and a scan outlives the request that made it", async () => {
  const { url } = await start();
  const client = new ClientV1({ name: "v1", version: "1" });
  await client.connect(new HttpV1(url));
  onEnd(() => client.close());
  const checked = readAnswer(
    await client.callTool({ name: "check_manifests", arguments: { manifests: MANIFESTS } }),
  );
  const { scan } = checked.facts;
  const shown = readAnswer(
    await client.callTool({
      name: "show_violations",
      arguments: { scan, policy: "disallow-host-*" },
    }),
  );
  expect(shown.text).toContain("disallow-host-namespaces");
});

async function runServe(flags: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [BINARY, "serve", ...flags], { env: cleanEnv(env) });
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const [code] = (await once(child, "exit")) as readonly unknown[];
  return { code, errors };
}

test.for([
  [["--http", "0.0.0.0:0"], {}, "refusing to listen on 0.0.0.0"],
  [["--http", "[::]:0"], {}, "refusing to listen on ::"],
  [["--http", "localhost"], {}, "not [HOST:]PORT"],
  [["--http", "0"], { KYVERNO_MCP_TOKEN: "short" }, "not a bearer token"],
  [["--http", "0", "--auth-token-file", "/nonexistent/token"], {}, "ENOENT"],
  [["--htp", "0"], {}, "unknown option"],
] as const)("serve %j ends with 2 and says why", async ([flags, env, text]) => {
  const { code, errors } = await runServe(flags, env);
  expect(errors).toContain(text);
  expect(code).toBe(2);
});

test("with a token any address may be listened on, and the token shows up nowhere", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "kyverno-mcp-"));
  onEnd(() => rm(folder, { recursive: true }));
  const file = path.join(folder, "token");
  await writeFile(file, TOKEN);
  const server = await start({}, ["--http", "0.0.0.0:0", "--auth-token-file", file]);
  const url = new URL(`http://127.0.0.1:${server.url.port}/mcp`);
  await expect(connectHttp(url, "auto")).rejects.toThrow(/Unauthorized|401/u);
  await expect(connectHttp(url, "auto", "wrong-wrong-wrong-wrong")).rejects.toThrow(
    /Unauthorized|401/u,
  );
  const client = await connectHttp(url, "auto", TOKEN);
  expect((await client.listTools()).tools).toHaveLength(8);
  await client.close();
  expect(server.log() + server.output()).not.toContain(TOKEN);
  expect(server.output()).toBe("");
});

test("pages of other sites are kept out", async () => {
  const { url } = await start();
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", origin: "https://evil.example" },
    body: '{"jsonrpc":"2.0","id":1,"method":"tools/list"}',
  });
  expect(response.status).toBe(403);
});

test("on SIGTERM the server is not ready, lets a running scan finish and ends with 0", async () => {
  const api = await startFakeApiServer({ objects: generateObjects({ pods: 200, namespaces: 2 }) });
  onEnd(api.stop);
  const user = { token: "admin-token" };
  const { file, remove } = await writeKubeconfig([
    { server: api.url, contexts: { slow: { user } } },
  ]);
  onEnd(remove);
  // Some seconds for the pods' list: time to look at a server that is stopping.
  api.addFault({ path: "/api/v1/pods", kind: { bytesPerMs: 100 }, times: 100 });
  const server = await start({ KUBECONFIG: file });
  const client = await connectHttp(server.url);
  const call = client.callTool({ name: "apply_policies", arguments: { context: "slow" } });
  while (!api.requests.some(({ path: asked }) => asked.startsWith("/api/v1/pods"))) {
    // oxlint-disable-next-line no-await-in-loop -- until the scan is under way
    await sleep(20);
  }
  const ended = terminate(server);
  await expect.poll(async () => (await fetch(new URL("/readyz", server.url))).status).toBe(503);
  await expect(connectHttp(server.url)).rejects.toThrow(/stopping|503/u);
  const answer = readAnswer(await call);
  expect(at(answer.facts, "scanned", "resources")).toBeGreaterThan(200);
  expect(await ended).toBe(0);
});

test("SIGTERM ends the server with 0", async () => {
  const server = await start();
  expect((await fetch(new URL("/livez", server.url))).status).toBe(200);
  expect((await fetch(new URL("/readyz", server.url))).status).toBe(200);
  expect(await terminate(server)).toBe(0);
});

test("logs are JSON lines on stderr, metrics count, and neither tells a token", async () => {
  const server = await start({ KYVERNO_MCP_TOKEN: TOKEN, KYVERNO_MCP_LOG: "debug" });
  const client = await connectHttp(server.url, "auto", TOKEN);
  await client.callTool({ name: "check_manifests", arguments: { manifests: MANIFESTS } });
  await client.close();
  const metrics = await (await fetch(new URL("/metrics", server.url))).text();
  expect(metrics).toContain('kyverno_mcp_scans_total{origin="manifests",complete="true"} 1');
  await terminate(server);
  const lines = server.log().trimEnd().split("\n");
  expect(lines.length).toBeGreaterThan(3);
  for (const line of lines) expect(() => JSON.parse(line) as unknown).not.toThrow();
  expect(server.log()).toContain('"tool":"check_manifests","outcome":"ok"');
  expect(server.log() + metrics).not.toContain(TOKEN);
});

test("a flag that is no number or no level ends with 2 and says why", async () => {
  const wrong = [
    ["--rate-limit", "many"],
    ["--grace", "-1"],
    ["--log-level", "loud"],
  ];
  for (const flags of wrong) {
    // oxlint-disable-next-line no-await-in-loop -- one process at a time
    const { code, errors } = await runServe(["--http", "0", ...flags]);
    expect(errors).toContain(flags[0]);
    expect(code).toBe(2);
  }
});
