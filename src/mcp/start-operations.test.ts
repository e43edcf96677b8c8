import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { Client } from "@modelcontextprotocol/client";
import { InMemoryTransport } from "@modelcontextprotocol/server";
import { afterEach, expect, test, vi } from "vitest";
import { useFakes } from "../../test/fake-api-server/use-fakes.ts";
import { fakeKubeconfig, fakeServices } from "../../test/fake-services.ts";
import { createServer } from "./create-server.ts";
import { isTracingWanted, type Operations, startOperations } from "./start-operations.ts";

const fakes = useFakes();
afterEach(() => {
  vi.unstubAllEnvs();
});

const POLICY = `
apiVersion: policies.kyverno.io/v1
kind: ValidatingPolicy
metadata: {name: never}
spec:
  matchConstraints:
    resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [configmaps]}]
  validations: [{expression: "false", message: never}]
`;

/** Calls apply_policies on a fake cluster with one ConfigMap, as a client does. */
async function scanThrough(
  operations: Operations,
  meta?: Readonly<Record<string, unknown>>,
): Promise<void> {
  const objects = [
    { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a", namespace: "n" } },
  ];
  const api = await fakes.start({ objects });
  const connection = await fakes.connect(api, { context: "prod" });
  const services = fakeServices({
    loadKubeconfig: () => Promise.resolve(fakeKubeconfig("prod")),
    connect: () => Promise.resolve(connection),
  });
  const server = createServer({
    version: "0.0.0",
    services,
    onBug: (error) => {
      throw error;
    },
    observer: operations.observer,
  });
  const [near, far] = InMemoryTransport.createLinkedPair();
  const client = new Client({ name: "test", version: "1" });
  await Promise.all([server.connect(far), client.connect(near)]);
  const result = await client.callTool({
    name: "apply_policies",
    arguments: { policies: POLICY },
    ...(meta !== undefined && { _meta: { ...meta } }),
  });
  expect(result.isError).toBeUndefined();
  await client.close();
}

interface Received {
  readonly path: string | undefined;
  readonly header: string | undefined;
  readonly body: string;
}

/** A collector that keeps what it is sent. */
async function startCollector(): Promise<{ readonly url: string; readonly received: Received[] }> {
  const received: Received[] = [];
  const http = createHttpServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks).toString();
      received.push({ path: request.url, header: String(request.headers["x-team"]), body });
      response.writeHead(200, { "content-type": "application/json" }).end("{}");
    });
  });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  fakes.onEnd(() => http.close());
  const address = http.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return { url: `http://127.0.0.1:${port}`, received };
}

interface SentSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly attributes: readonly { readonly key: string; readonly value: object }[];
}

interface SentTraces {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly object[] };
    readonly scopeSpans: readonly { readonly spans: readonly SentSpan[] }[];
  }[];
}

function parseTraces(body: string): SentTraces {
  const traces: SentTraces = JSON.parse(body);
  return traces;
}

test("a tool call, its scan and its requests are spans of the caller's trace, sent where OTEL_* says", async () => {
  const { url, received } = await startCollector();
  vi.stubEnv("OTEL_EXPORTER_OTLP_ENDPOINT", url);
  vi.stubEnv("OTEL_EXPORTER_OTLP_HEADERS", "x-team=policy");
  vi.stubEnv("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test");
  const operations = await startOperations({ version: "1.2.3", isHttp: false, env: process.env });
  const traceId = "0af7651916cd43dd8448eb211c80319c";
  await scanThrough(operations, { traceparent: `00-${traceId}-b7ad6b7169203331-01` });
  await operations.close();
  expect(received.map(({ path, header }) => [path, header])).toEqual([["/v1/traces", "policy"]]);
  const [group] = parseTraces(received[0]?.body ?? "").resourceSpans;
  const spans = group?.scopeSpans.flatMap((scope) => scope.spans) ?? [];
  const call = spans.find(({ name }) => name === "tools/call apply_policies");
  const scan = spans.find(({ name }) => name === "scan");
  const requests = spans.filter(({ name }) => name === "GET");
  expect(call).toMatchObject({ traceId, parentSpanId: "b7ad6b7169203331" });
  expect(scan).toMatchObject({ traceId, parentSpanId: call?.spanId });
  expect(scan?.attributes).toContainEqual({
    key: "kyverno_mcp.scan.violations",
    value: { intValue: 1 },
  });
  expect(requests.length).toBeGreaterThan(1);
  for (const request of requests) {
    expect(request).toMatchObject({ traceId, parentSpanId: call?.spanId });
  }
  const resource = JSON.stringify(group?.resource);
  for (const text of ["kyverno-mcp", "1.2.3", "deployment.environment.name"]) {
    expect(resource).toContain(text);
  }
});

test("metrics count a scan with its requests", async () => {
  const operations = await startOperations({
    version: "1.2.3",
    isHttp: true,
    logLevel: "silent",
    env: {},
  });
  await scanThrough(operations);
  const { text } = (await operations.metrics?.()) ?? { text: "" };
  await operations.close();
  expect(text).toContain('kyverno_mcp_tool_calls_total{tool="apply_policies",outcome="ok"} 1');
  expect(text).toContain('kyverno_mcp_scans_total{origin="cluster",complete="true"} 1');
  expect(text).toContain("kyverno_mcp_rule_evaluations_total 1");
  expect(text).toMatch(/kyverno_mcp_api_calls_total\{code="200"\} [1-9]/u);
});

test.for([
  [{}, false],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: "http://c:4318" }, true],
  [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://c:4318/v1/traces" }, true],
  [{ OTEL_TRACES_EXPORTER: "otlp" }, true],
  [{ OTEL_TRACES_EXPORTER: "none", OTEL_EXPORTER_OTLP_ENDPOINT: "http://c:4318" }, false],
  [{ OTEL_SDK_DISABLED: "true", OTEL_EXPORTER_OTLP_ENDPOINT: "http://c:4318" }, false],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: "" }, false],
] as const)("with %j spans are wanted: %s", ([env, expected]) => {
  expect(isTracingWanted(env)).toBe(expected);
});

test.for([
  [{ isHttp: false, env: {} }, "error"],
  [{ isHttp: true, env: {} }, "info"],
  [{ isHttp: false, env: { KYVERNO_MCP_LOG: "debug" } }, "debug"],
  [{ isHttp: false, logLevel: "warn", env: { KYVERNO_MCP_LOG: "debug" } }, "warn"],
] as const)("%j logs %s", async ([options, level]) => {
  const operations = await startOperations({ version: "1", ...options });
  expect(operations.log.level).toBe(level);
  expect(operations.metrics === undefined).toBe(!options.isHttp);
  await operations.close();
});

test("a level that does not exist is refused with those that do", async () => {
  await expect(
    startOperations({ version: "1", isHttp: false, env: { KYVERNO_MCP_LOG: "loud" } }),
  ).rejects.toThrow("KYVERNO_MCP_LOG loud: not a log level");
});
