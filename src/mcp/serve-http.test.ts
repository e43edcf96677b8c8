import { request } from "node:http";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { afterEach, expect, test } from "vitest";
import { fakeConnection, fakeKubeconfig, fakeServices } from "../../test/fake-services.ts";
import { createSelection, type Services } from "../app/services.ts";
import { createServer } from "./create-server.ts";
import type { Refusal, ToolCall } from "./observer.ts";
import { createRateLimit } from "./rate-limit.ts";
import { type HttpOptions, type RunningHttp, serveHttp } from "./serve-http.ts";
import { knownTokens } from "./tokens.ts";

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
    (caller) => createServer({ version: "0.0.0", services, ...caller, onBug: () => undefined }),
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
  const { url } = await start({ tokens: knownTokens([TOKEN]) });
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
  const { url } = await start({ tokens: knownTokens([TOKEN]) });
  const statuses = await Promise.all(
    ["/livez", "/readyz", "/", "/mcpx"].map(async (path) => (await fetch(url + path)).status),
  );
  expect(statuses).toEqual([200, 200, 404, 404]);
});

function toolCall(name: string, args: object): string {
  return JSON.stringify({
    jsonrpc: "2.0",
    id: 1,
    method: "tools/call",
    params: { name, arguments: args },
  });
}

function helpCall(size: number): string {
  return toolCall("help", { topic: "x".repeat(size) });
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
  const answer = post(url, {}, toolCall("list_contexts", {}));
  await started.promise;
  const closed = server.close(5000);
  const ready = await fetch(`${url}/readyz`);
  expect([ready.status, await ready.text()]).toEqual([503, "stopping\n"]);
  expect((await fetch(`${url}/livez`)).status).toBe(200);
  const late = await post(url);
  expect([late.status, late.headers.get("retry-after")]).toEqual([503, "1"]);
  finish.resolve();
  expect(await (await answer).text()).toContain("v1.36.1");
  await closed;
  await expect(fetch(`${url}/readyz`)).rejects.toThrow("fetch failed");
});

test("a call that does not end in time is ended when the grace is over", async () => {
  const started = Promise.withResolvers<void>();
  const { url, server } = await start(
    {},
    {
      loadKubeconfig: () => {
        started.resolve();
        return new Promise(() => undefined);
      },
    },
  );
  const answer = post(url, {}, toolCall("list_contexts", {})).catch(() => "broken off");
  await started.promise;
  await server.close(50);
  expect(await answer).toBe("broken off");
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

const OTHER_TOKEN = "somebody-elses-secret-token";
const MANIFEST = "{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: []}}";
const POLICY = `
apiVersion: policies.kyverno.io/v1
kind: ValidatingPolicy
metadata: {name: never}
spec:
  matchConstraints:
    resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}]
  validations: [{expression: "false", message: never}]
`;

function as(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}

test("a scan's handle and cursor serve the caller who made it and nobody else", async () => {
  const { url } = await start({ tokens: knownTokens([TOKEN, OTHER_TOKEN]) });
  const call = async (token: string, name: string, args: object): Promise<string> =>
    (await post(url, as(token), toolCall(name, args))).text();
  const manifests = [MANIFEST, MANIFEST.replace("name: a", "name: b")].join("\n---\n");
  const checked = await call(TOKEN, "check_manifests", { manifests, policies: POLICY, limit: 1 });
  const scan = /"scan":"(?<scan>[a-z0-9]{8})"/u.exec(checked)?.groups?.["scan"] ?? "";
  expect(scan).not.toBe("");
  expect(await call(TOKEN, "show_violations", { scan })).toContain('"policy":"never"');
  const refused = await call(OTHER_TOKEN, "show_violations", { scan });
  expect(refused).toContain("unknown or expired handle");
  expect(refused).not.toContain('"policy":"never"');
  // The hint lists the caller's own scans only.
  expect(refused).toContain("call apply_policies or check_manifests for a new one");
  const cursor = `${scan}.1`;
  expect(await call(OTHER_TOKEN, "apply_policies", { cursor })).toContain(
    "unknown or expired handle",
  );
  expect(await call(TOKEN, "apply_policies", { cursor })).toContain('"name":"b"');
});

test("a caller beyond the rate is told when to come again, and others are not affected", async () => {
  const refusals: (readonly [Refusal, string])[] = [];
  const { url } = await start({
    tokens: knownTokens([TOKEN, OTHER_TOKEN]),
    rateLimit: createRateLimit({ perMinute: 6, burst: 2 }),
    observer: { onRefusal: (...refusal) => refusals.push(refusal) },
  });
  const statuses = [];
  // oxlint-disable-next-line no-await-in-loop -- one after the other
  for (let call = 0; call < 3; call += 1) statuses.push((await post(url, as(TOKEN))).status);
  expect(statuses).toEqual([200, 200, 429]);
  const refused = await post(url, as(TOKEN));
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(await refused.text()).toContain("Too many requests");
  expect((await post(url, as(OTHER_TOKEN))).status).toBe(200);
  expect((await fetch(`${url}/livez`)).status).toBe(200);
  expect(refusals).toEqual([
    ["rate-limited", expect.stringMatching(/^[0-9a-f]{12}$/u)],
    ["rate-limited", expect.any(String)],
  ]);
});

test("who guesses tokens is slowed down by address", async () => {
  const { url } = await start({
    tokens: knownTokens([TOKEN]),
    rateLimit: createRateLimit({ perMinute: 6, burst: 2 }),
  });
  const statuses = [];
  for (const guess of ["a", "b", "c"]) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    statuses.push((await post(url, as(guess))).status);
  }
  expect(statuses).toEqual([401, 401, 429]);
  expect((await post(url, as(TOKEN))).status).toBe(200);
});

test("metrics are a page of their own, without a token", async () => {
  const page = { contentType: "text/plain", text: "up 1\n" };
  const { url } = await start({
    tokens: knownTokens([TOKEN]),
    metrics: () => Promise.resolve(page),
  });
  const response = await fetch(`${url}/metrics`);
  expect([response.status, await response.text()]).toEqual([200, "up 1\n"]);
});

test("calls are told to the observer with their outcome and the trace they are part of", async () => {
  const calls: ToolCall[] = [];
  const carriers: unknown[] = [];
  const server = await serveHttp(
    (caller) =>
      createServer({
        version: "0.0.0",
        services: fakeServices({ loadKubeconfig: () => Promise.reject(new TypeError("bug")) }),
        ...caller,
        onBug: () => undefined,
        observer: {
          onToolCall: (call) => calls.push(call),
          aroundCall: (_, carrier, run) => {
            carriers.push(carrier);
            return run();
          },
        },
      }),
    { host: "127.0.0.1", port: 0 },
  );
  running.push(server);
  const url = `http://127.0.0.1:${server.port}`;
  await (await post(url, { traceparent: "00-a-b-01" }, toolCall("help", {}))).text();
  await (await post(url, {}, toolCall("help", { topic: "nonsense-topic" }))).text();
  await (await post(url, {}, toolCall("list_contexts", {}))).text();
  expect(calls.map(({ tool, outcome, caller }) => [tool, outcome, caller])).toEqual([
    ["help", "ok", "local"],
    ["help", "refused", "local"],
    ["list_contexts", "bug", "local"],
  ]);
  expect(carriers[0]).toMatchObject({ traceparent: "00-a-b-01" });
});
