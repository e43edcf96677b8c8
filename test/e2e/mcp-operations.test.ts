import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { generateObjects } from "../fake-api-server/generate-objects.ts";
import { startFakeApiServer } from "../fake-api-server/start-fake-api-server.ts";
import { writeKubeconfig } from "../fake-api-server/write-kubeconfig.ts";
import { at, BINARY, cleanEnv, useCleanups } from "./mcp-session.ts";

const onEnd = useCleanups();

interface RawSession {
  readonly child: ChildProcessWithoutNullStreams;
  readonly call: (id: number, name: string, args: object) => void;
  /** The answer to a call, by its id. */
  readonly answer: (id: number) => Promise<unknown>;
}

/** A client on stdio that writes and reads lines itself, so that it sees how the server ends. */
function startStdio(env: Readonly<Record<string, string>>): RawSession {
  const child = spawn(process.execPath, [BINARY], { env: cleanEnv(env) });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  const send = (message: object): void => {
    child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
  };
  const clientInfo = { name: "raw", version: "1" };
  const params = { protocolVersion: "2025-11-25", capabilities: {}, clientInfo };
  send({ id: 0, method: "initialize", params });
  send({ method: "notifications/initialized" });
  const find = (id: number): unknown =>
    output
      .split("\n")
      .slice(0, -1)
      .map((line): unknown => JSON.parse(line))
      .find((message) => at(message, "id") === id);
  return {
    child,
    call: (id, name, args) => send({ id, method: "tools/call", params: { name, arguments: args } }),
    async answer(id) {
      await expect.poll(() => find(id), { timeout: 10_000 }).toBeDefined();
      return find(id);
    },
  };
}

test("a client on stdio that leaves gets its spans sent before the server ends", async () => {
  const bodies: string[] = [];
  const collector = createServer((request, response) => {
    request.on("data", (chunk: Buffer) => bodies.push(chunk.toString()));
    request.on("end", () => response.end("{}"));
  });
  collector.listen(0, "127.0.0.1");
  await once(collector, "listening");
  onEnd(() => collector.close());
  const address = collector.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const { child, call, answer } = startStdio({
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
  });
  call(1, "help", {});
  await answer(1);
  expect(bodies).toEqual([]);
  child.stdin.end();
  const [code] = (await once(child, "exit")) as readonly unknown[];
  expect(code).toBe(0);
  expect(bodies.join("")).toContain("tools/call help");
});

test("a collector that is not there delays neither answers nor the end, and breaks nothing", async () => {
  const { child, call, answer } = startStdio({
    OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:9",
  });
  call(1, "help", {});
  expect(at(await answer(1), "result", "isError")).toBeUndefined();
  const started = performance.now();
  child.stdin.end();
  const [code] = (await once(child, "exit")) as readonly unknown[];
  expect(code).toBe(0);
  expect(performance.now() - started).toBeLessThan(4500);
}, 20_000);

test("on SIGTERM a server on stdio finishes the call that runs and ends with 0", async () => {
  const api = await startFakeApiServer({ objects: generateObjects({ pods: 200, namespaces: 2 }) });
  onEnd(api.stop);
  const user = { token: "admin-token" };
  const { file, remove } = await writeKubeconfig([
    { server: api.url, contexts: { slow: { user } } },
  ]);
  onEnd(remove);
  api.addFault({ path: "/api/v1/pods", kind: { bytesPerMs: 100 }, times: 100 });
  const { child, call, answer } = startStdio({ KUBECONFIG: file });
  call(1, "apply_policies", { context: "slow" });
  while (!api.requests.some(({ path }) => path.startsWith("/api/v1/pods"))) {
    // oxlint-disable-next-line no-await-in-loop -- until the scan is under way
    await sleep(20);
  }
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  const answered = await answer(1);
  expect(at(answered, "result", "structuredContent", "scanned", "resources")).toBeGreaterThan(200);
  expect((await exited)[0]).toBe(0);
});

test("a second SIGTERM ends the server at once", async () => {
  const api = await startFakeApiServer({ objects: generateObjects({ pods: 10, namespaces: 1 }) });
  onEnd(api.stop);
  const user = { token: "admin-token" };
  const { file, remove } = await writeKubeconfig([
    { server: api.url, contexts: { slow: { user } } },
  ]);
  onEnd(remove);
  api.addFault({ path: "/api/v1/pods", kind: "silent", times: 100 });
  const { child, call } = startStdio({ KUBECONFIG: file });
  call(1, "apply_policies", { context: "slow" });
  while (!api.requests.some(({ path }) => path.startsWith("/api/v1/pods"))) {
    // oxlint-disable-next-line no-await-in-loop -- until the scan is under way
    await sleep(20);
  }
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  await sleep(200);
  expect(child.exitCode).toBeNull();
  child.kill("SIGTERM");
  expect((await exited)[0]).toBe(1);
});
