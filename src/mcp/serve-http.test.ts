import { request } from "node:http";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { afterEach, expect, test } from "vitest";
import { fakeConnection, fakeKubeconfig, fakeServices } from "../../test/fake-services.ts";
import { createSelection, type Services } from "../app/services.ts";
import { createServer } from "./create-server.ts";
import { type HttpOptions, type RunningHttp, serveHttp } from "./serve-http.ts";

const TOKEN = "an-extremely-secret-token";
const running: RunningHttp[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map(({ close }) => close(0)));
});

async function start(
  options: Partial<HttpOptions> = {},
  overrides: Partial<Services> = {},
): Promise<{ url: string; server: RunningHttp }> {
  const services = fakeServices({ selection: createSelection(false), ...overrides });
  const server = await serveHttp(
    () => createServer({ version: "0.0.0", services, onBug: () => undefined }),
    { host: "127.0.0.1", port: 0, ...options },
  );
  running.push(server);
  return { url: `http://127.0.0.1:${server.port}`, server };
}

const listTools = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list" });
const jsonHeaders = {
  "content-type": "application/json",
  accept: "application/json, text/event-stream",
};

function post(url: string, headers: Record<string, string> = {}, body = listTools) {
  return fetch(`${url}/mcp`, { method: "POST", headers: { ...jsonHeaders, ...headers }, body });
}

test("tools are listed, in both protocol eras", async () => {
  const { url } = await start();
  for (const mode of ["legacy", "auto"] as const) {
    const client = new Client({ name: "t", version: "1" }, { versionNegotiation: { mode } });
    // oxlint-disable-next-line no-await-in-loop
    await client.connect(new StreamableHTTPClientTransport(new URL(`${url}/mcp`)));
    // oxlint-disable-next-line no-await-in-loop
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toContain("apply_policies");
    // oxlint-disable-next-line no-await-in-loop
    await client.close();
  }
});

/** The status of a request with a Host header of one's own, which fetch does not allow. */
async function statusFor(port: number, host: string): Promise<number | undefined> {
  const sent = request({ port, path: "/mcp", method: "POST", headers: { ...jsonHeaders, host } });
  sent.end(listTools);
  const answered = Promise.withResolvers<number | undefined>();
  sent.on("error", answered.reject);
  sent.on("response", (response) => {
    response.resume();
    answered.resolve(response.statusCode);
  });
  return answered.promise;
}

test("only known Host names are served", async () => {
  const { server } = await start({ allowedHosts: ["kyverno-mcp.kyverno.svc"] });
  expect(await statusFor(server.port, "evil.example")).toBe(403);
  expect(await statusFor(server.port, "localhost:1234")).toBe(200);
  expect(await statusFor(server.port, "kyverno-mcp.kyverno.svc:8080")).toBe(200);
});

test.for([
  ["https://evil.example", 403],
  ["null", 403],
  ["http://localhost:6274", 200],
] as const)("a browser page from %s gets %d", async ([origin, status]) => {
  const { url } = await start();
  const response = await post(url, { origin });
  expect(response.status).toBe(status);
});

test("without the token the door stays shut, and the answer says how to open it", async () => {
  const { url } = await start({ token: TOKEN });
  const none = await post(url);
  expect(none.status).toBe(401);
  expect(none.headers.get("www-authenticate")).toBe('Bearer realm="kyverno-mcp"');
  const wrong = await post(url, { authorization: "Bearer wrong" });
  expect(wrong.status).toBe(401);
  expect(wrong.headers.get("www-authenticate")).toContain('error="invalid_token"');
  expect(await wrong.text()).not.toContain(TOKEN);
  const right = await post(url, { authorization: `Bearer ${TOKEN}` });
  expect(right.status).toBe(200);
});

test("another address than loopback is refused without a token", async () => {
  await expect(start({ host: "0.0.0.0" })).rejects.toThrow("refusing to listen on 0.0.0.0");
});

test("health needs no token and other paths are not found", async () => {
  const { url } = await start({ token: TOKEN });
  const statuses = await Promise.all(
    ["/livez", "/readyz", "/", "/mcpx"].map(async (path) => (await fetch(url + path)).status),
  );
  expect(statuses).toEqual([200, 200, 404, 404]);
});

function helpCall(size: number): string {
  const params = { name: "help", arguments: { topic: "x".repeat(size) } };
  return JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params });
}

test("a body beyond 4 MiB is refused and a smaller one is read", async () => {
  const { url } = await start();
  const large = await post(url, {}, helpCall(5 * 1024 * 1024));
  expect(large.status).toBe(413);
  const small = await post(url, {}, helpCall(3 * 1024 * 1024));
  expect(small.status).toBe(200);
  expect(await small.text()).toContain("must be at most 100 characters long");
});

test("a port in use is told as such", async () => {
  const { server } = await start();
  await expect(start({ port: server.port })).rejects.toThrow("the port is in use");
});

test("a call that runs may finish while the server stops, and no new one starts", async () => {
  const started = Promise.withResolvers<void>();
  const finish = Promise.withResolvers<void>();
  const { url, server } = await start(
    {},
    {
      loadKubeconfig: () => Promise.resolve(fakeKubeconfig("prod")),
      connect: (context) =>
        Promise.resolve(
          fakeConnection(context, async () => {
            started.resolve();
            await finish.promise;
            return { gitVersion: "v1.36.1", platform: "" };
          }),
        ),
    },
  );
  const body = JSON.stringify({
    jsonrpc: "2.0",
    id: 1,
    method: "tools/call",
    params: { name: "list_contexts", arguments: {} },
  });
  const answer = post(url, {}, body);
  await started.promise;
  const closed = server.close(5000);
  await expect(fetch(`${url}/readyz`)).rejects.toThrow("fetch failed");
  finish.resolve();
  expect(await (await answer).text()).toContain("v1.36.1");
  await closed;
});

test("in stateless HTTP a selection is not kept, and the answer says so", async () => {
  const { url } = await start(
    {},
    { loadKubeconfig: () => Promise.resolve(fakeKubeconfig("prod", "staging")) },
  );
  const client = new Client({ name: "t", version: "1" });
  await client.connect(new StreamableHTTPClientTransport(new URL(`${url}/mcp`)));
  const result = await client.callTool({
    name: "switch_context",
    arguments: { context: "staging" },
  });
  expect(result.structuredContent).toMatchObject({ context: "staging", selected: false });
  const list = await client.callTool({ name: "list_contexts", arguments: { reach: false } });
  expect(list.structuredContent).toMatchObject({
    contexts: [
      { context: "prod", selected: true },
      { context: "staging", selected: false },
    ],
  });
  await client.close();
});
