import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "@modelcontextprotocol/client";
import { expect, test } from "vitest";
import { generateObjects } from "../fake-api-server/generate-objects.ts";
import {
  type FakeApiServer,
  startFakeApiServer,
} from "../fake-api-server/start-fake-api-server.ts";
import { type KubeconfigCluster, writeKubeconfig } from "../fake-api-server/write-kubeconfig.ts";
import {
  type Answered,
  at,
  BINARY,
  cleanEnv,
  connectHttp,
  connectStdio,
  readAnswer,
  rowsOf,
  startHttp,
  terminate,
  useCleanups,
} from "./mcp-session.ts";
import { KYVERNO_RESOURCES, POLICIES, REPORTS, WORKLOADS } from "./report-objects.ts";

const onEnd = useCleanups();
const admin = { user: { token: "admin-token" } };

async function kubeconfigFor(clusters: readonly KubeconfigCluster[]): Promise<string> {
  const { file, remove } = await writeKubeconfig(clusters);
  onEnd(remove);
  return file;
}

async function startCluster(
  options: Parameters<typeof startFakeApiServer>[0],
): Promise<FakeApiServer> {
  const server = await startFakeApiServer(options);
  onEnd(server.stop);
  return server;
}

async function connect(kubeconfig: string): Promise<Client> {
  const client = await connectStdio({ KUBECONFIG: kubeconfig });
  onEnd(() => client.close());
  return client;
}

/** A cluster with Kyverno (`prod`, and `viewer` who may read one namespace), one without (`bare`), one that is down (`dead`). */
async function connectToFleet(): Promise<{ client: Client; kubeconfig: string }> {
  const prod = await startCluster({
    resources: KYVERNO_RESOURCES,
    objects: [...WORKLOADS, ...REPORTS, ...POLICIES],
    mayRead: (user, access) => user.name === "admin" || access.namespace === "team-001",
  });
  const bare = await startCluster({ objects: WORKLOADS });
  const viewer = { user: { token: "viewer-token" }, namespace: "team-001" };
  const kubeconfig = await kubeconfigFor([
    { server: prod.url, contexts: { prod: admin, viewer } },
    { server: bare.url, contexts: { bare: admin } },
    { server: "http://127.0.0.1:9", contexts: { dead: {} } },
  ]);
  return { client: await connect(kubeconfig), kubeconfig };
}

async function call(
  client: Client,
  name: string,
  args: Record<string, unknown> = {},
): Promise<Answered> {
  const answer = readAnswer(await client.callTool({ name, arguments: args }));
  expect(answer.isError ? answer.text : "").toBe("");
  return answer;
}

async function refusal(
  client: Client,
  name: string,
  args: Record<string, unknown>,
): Promise<string> {
  const answer = readAnswer(await client.callTool({ name, arguments: args }));
  expect(answer.isError).toBe(true);
  return answer.text;
}

test("contexts say which clusters answer, and switching changes no file", async () => {
  const { client, kubeconfig } = await connectToFleet();
  const before = readFileSync(kubeconfig);
  const contexts = rowsOf(await call(client, "list_contexts"), "contexts");
  expect(contexts.map((row) => [at(row, "context"), at(row, "reachable")])).toEqual([
    ["prod", true],
    ["viewer", true],
    ["bare", true],
    ["dead", false],
  ]);
  const switched = await call(client, "switch_context", { context: "bare" });
  expect(switched.facts).toMatchObject({ context: "bare", selected: true, previous: "prod" });
  expect((await call(client, "apply_policies")).facts["context"]).toBe("bare");
  expect(await refusal(client, "switch_context", { context: "stagng" })).toContain("prod, viewer");
  expect(readFileSync(kubeconfig).equals(before)).toBe(true);
});

test("a scan folds pods into their workload and counts each once", async () => {
  const { client } = await connectToFleet();
  const { facts } = await call(client, "apply_policies", {
    policySets: "pod-security-baseline",
    severity: "high",
  });
  expect(facts["totals"]).toMatchObject({ workloads_with_violations: 2, violations: 2 });
  expect(facts["violations"]).toMatchObject([
    { namespace: "team-000", kind: "Deployment", name: "app-00000", pods: 4 },
    { namespace: "team-001", kind: "Deployment", name: "app-00005", pods: 4 },
  ]);
  const one = await call(client, "apply_policies", { namespace: "team-001", severity: "high" });
  expect(at(one.facts, "totals", "violations")).toBe(1);
  const none = await call(client, "apply_policies", {
    namespaceExclude: "team-000, team-001",
    severity: "high",
  });
  expect(at(none.facts, "totals", "violations")).toBe(0);
});

test("what may not be read is said, never taken for clean", async () => {
  const { client } = await connectToFleet();
  const { facts } = await call(client, "apply_policies", { context: "viewer" });
  expect(facts["complete"]).toBe(false);
  expect(JSON.stringify(facts["not_read"])).toContain("forbidden");
  expect(at(facts, "totals", "workloads_with_violations")).toBe(1);
  const misspelt = await call(client, "apply_policies", { namespaces: ["tema-1"] });
  expect(misspelt.facts["complete"]).toBe(false);
  expect(misspelt.text).toContain('there is no namespace "tema-1"');
});

test("a cluster that is down hides no other, and alone it is an error", async () => {
  const { client } = await connectToFleet();
  const { facts } = await call(client, "apply_policies", { contexts: ["prod", "dead"] });
  expect(facts["complete"]).toBe(false);
  expect(at(facts, "totals", "workloads_with_violations")).toBe(2);
  expect(JSON.stringify(facts["not_read"])).toContain('"context":"dead"');
  expect(await refusal(client, "apply_policies", { context: "dead" })).toContain(
    "cannot be reached",
  );
});

test("Kyverno's own reports are read from both APIs, folded, each result once", async () => {
  const { client } = await connectToFleet();
  const shown = await call(client, "show_violations");
  expect(shown.facts["totals"]).toEqual({
    violations: 2,
    error: 0,
    workloads: 2,
    namespaces: 2,
    policies: 1,
  });
  expect(shown.facts["violations"]).toMatchObject([
    { kind: "Deployment", name: "app-00000", pods: 4, rule: "privileged", severity: "high" },
    { kind: "Deployment", name: "app-00005", pods: 4 },
  ]);
  expect(shown.text).toContain("50 failing results of Trivy Vulnerability are left out");
  const viewer = await call(client, "show_violations", { context: "viewer" });
  expect(viewer.facts["complete"]).toBe(false);
  expect(await refusal(client, "show_violations", { context: "bare" })).toContain(
    "none of wgpolicyk8s.io, openreports.io, constraints.gatekeeper.sh is installed",
  );
});

test("policies of a cluster show their kind, action, deprecation and readiness", async () => {
  const { client } = await connectToFleet();
  const listed = await call(client, "list_policies", { source: "cluster" });
  expect(listed.facts["policies"]).toMatchObject([
    {
      policy: "no-latest",
      kind: "ValidatingPolicy",
      actions: "Deny",
      not_ready: "webhook not configured",
    },
    {
      policy: "require-labels",
      kind: "ClusterPolicy",
      deprecated: expect.stringContaining("1.17"),
    },
  ]);
  expect(listed.facts["exceptions"]).toEqual([
    { exception: "team-001/spare", exempts_from: "require-labels (r)" },
  ]);
  const bare = await call(client, "list_policies", { source: "cluster", context: "bare" });
  expect(bare.text).toContain("no Kyverno policy kind is installed in bare");
});

test("a policy of the cluster is explained with the values it saw", async () => {
  const { client } = await connectToFleet();
  const { text } = await call(client, "explain_policy", {
    policy: "no-latest",
    context: "prod",
    manifest:
      "{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: x, image: 'a:1'}, {name: y, image: 'b:latest'}]}}",
  });
  expect(text).toContain("- origin: cluster prod");
  expect(text).toContain("with c = object.spec.containers[1]");
  expect(text).toContain('"b:latest"');
});

test("a cluster is scanned with its own policies and exceptions, a classic one among them explained", async () => {
  const { client } = await connectToFleet();
  const scanned = await call(client, "apply_policies", {
    policySets: ["cluster"],
    context: "prod",
    limit: 100,
  });
  const rows = rowsOf(scanned, "violations");
  const broken = rows.filter((row) => at(row, "policy") === "require-labels");
  // 10 Deployments in 4 namespaces, one of which is exempt; their pods are folded into them.
  expect(new Set(broken.map((row) => at(row, "namespace")))).toEqual(
    new Set(["team-000", "team-002", "team-003"]),
  );
  expect(broken.every((row) => at(row, "kind") === "Deployment")).toBe(true);
  expect(scanned.facts["policy_sets"]).toEqual(["cluster"]);
  const explained = await call(client, "explain_policy", {
    policy: "require-labels",
    context: "prod",
  });
  expect(explained.text).toContain("- origin: cluster prod");
  const refused = await refusal(client, "apply_policies", {
    policySets: ["cluster"],
    context: "bare",
  });
  expect(refused).toContain("bare has no policy that objects could violate");
});

const TOKEN = 4;

function tokensOf({ text, facts }: Answered): number {
  return (text.length + JSON.stringify(facts).length) / TOKEN;
}

test("a cluster of 2,000 pods is answered within the budget, and cursors reach every row", async () => {
  const server = await startCluster({
    objects: generateObjects({ pods: 2000, namespaces: 40, privilegedEvery: 1 }),
  });
  const kubeconfig = await kubeconfigFor([{ server: server.url, contexts: { big: admin } }]);
  const client = await connect(kubeconfig);
  const first = await call(client, "apply_policies");
  expect(first.facts["totals"]).toMatchObject({ workloads_with_violations: 500, violations: 1000 });
  expect(tokensOf(first)).toBeLessThanOrEqual(2500);
  const rows = new Set<string>();
  let page = first;
  for (;;) {
    for (const row of rowsOf(page, "violations")) {
      rows.add(JSON.stringify([at(row, "namespace"), at(row, "name"), at(row, "policy")]));
    }
    expect(tokensOf(page)).toBeLessThanOrEqual(8000);
    const cursor = page.facts["next_cursor"];
    if (cursor === undefined) break;
    // oxlint-disable-next-line no-await-in-loop -- each page leads to the next
    page = await call(client, "apply_policies", { cursor, limit: 200 });
  }
  expect(rows.size).toBe(1000);
  const { scan } = first.facts;
  const shown = await call(client, "show_violations", { scan });
  expect(tokensOf(shown)).toBeLessThanOrEqual(2500);
  const many = await call(client, "show_violations", { scan, limit: 200 });
  expect(tokensOf(many)).toBeLessThanOrEqual(8000);
  expect(rowsOf(many, "violations").length).toBeGreaterThan(rowsOf(shown, "violations").length);
}, 60_000);

test("a long scan tells how far it is, in both eras and over both transports", async () => {
  const server = await startCluster({ objects: generateObjects({ pods: 1200, namespaces: 4 }) });
  const kubeconfig = await kubeconfigFor([{ server: server.url, contexts: { big: admin } }]);
  const http = await startHttp({ KUBECONFIG: kubeconfig });
  onEnd(() => terminate(http));
  const clients = [
    await connectStdio({ KUBECONFIG: kubeconfig }, "legacy"),
    await connectStdio({ KUBECONFIG: kubeconfig }, "auto"),
    await connectHttp(http.url, "legacy"),
    await connectHttp(http.url, "auto"),
  ];
  for (const client of clients) {
    onEnd(() => client.close());
    const seen: number[] = [];
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const result = await client.callTool(
      { name: "apply_policies", arguments: {} },
      { onprogress: ({ progress }) => seen.push(progress) },
    );
    expect(result.isError).not.toBe(true);
    expect(seen.length).toBeGreaterThan(1);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  }
}, 60_000);

async function until(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 15_000;
  // oxlint-disable-next-line no-await-in-loop -- looks again and again
  while (!holds() && Date.now() < deadline) await sleep(50);
}

async function connectOver(transport: "stdio" | "HTTP", kubeconfig: string): Promise<Client> {
  if (transport === "stdio") return connect(kubeconfig);
  const server = await startHttp({ KUBECONFIG: kubeconfig });
  onEnd(() => terminate(server));
  const client = await connectHttp(server.url);
  onEnd(() => client.close());
  return client;
}

test.for(["stdio", "HTTP"] as const)(
  "a scan cancelled over %s stops asking the cluster, and the session goes on",
  { timeout: 30_000 },
  async (transport) => {
    const server = await startCluster({ objects: WORKLOADS });
    // A server that always asks to come back in a second is asked again and again.
    server.addFault({ path: "/pods", kind: { status: 503, retryAfter: "1" }, times: 1000 });
    const asked = (): number => server.requests.filter(({ path }) => path.includes("/pods")).length;
    const kubeconfig = await kubeconfigFor([{ server: server.url, contexts: { slow: admin } }]);
    const client = await connectOver(transport, kubeconfig);
    const controller = new AbortController();
    const cancelled = client.callTool(
      { name: "apply_policies", arguments: {} },
      { signal: controller.signal },
    );
    await until(() => asked() >= 2);
    controller.abort();
    await expect(cancelled).rejects.toThrow(/abort/iu);
    await sleep(300);
    const before = asked();
    expect(before).toBeGreaterThanOrEqual(2);
    await sleep(2500);
    expect(asked()).toBe(before);
    expect((await call(client, "help")).text).toContain("apply_policies");
  },
);

test("the server ends when its client closes the input, even with connections to a cluster open", async () => {
  const server = await startCluster({ objects: WORKLOADS });
  const kubeconfig = await kubeconfigFor([{ server: server.url, contexts: { prod: admin } }]);
  const child = spawn(process.execPath, [BINARY], { env: cleanEnv({ KUBECONFIG: kubeconfig }) });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  const clientInfo = { name: "raw", version: "1" };
  for (const message of [
    {
      id: 1,
      method: "initialize",
      params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo },
    },
    { method: "notifications/initialized" },
    { id: 2, method: "tools/call", params: { name: "apply_policies", arguments: {} } },
  ]) {
    child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
  }
  await until(() => output.includes('"id":2'));
  expect(output).toContain("workloads_with_violations");
  const exited = once(child, "exit");
  const closed = performance.now();
  child.stdin.end();
  expect((await exited)[0]).toBe(0);
  expect(performance.now() - closed).toBeLessThan(1500);
});
