import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { Client as ClientV1 } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport as StdioV1 } from "@modelcontextprotocol/sdk/client/stdio.js";
import { expect, test } from "vitest";
import {
  at,
  BINARY,
  cleanEnv,
  connectStdio,
  readAnswer,
  rowsOf,
  useCleanups,
} from "./mcp-session.ts";

const onEnd = useCleanups();

const POD = `
apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop }
spec:
  containers:
    - { name: main, image: nginx, securityContext: { privileged: true } }
`;

const POLICY = `
apiVersion: policies.kyverno.io/v1
kind: ValidatingPolicy
metadata: { name: no-latest }
spec:
  matchConstraints:
    resourceRules:
      - { apiGroups: [""], apiVersions: [v1], resources: [pods], operations: [CREATE, UPDATE, DELETE] }
  validations:
    - expression: "object.spec.containers.all(c, !c.image.endsWith(':latest'))"
      message: use a fixed tag
`;

const TOOLS = [
  "apply_policies",
  "check_manifests",
  "explain_policy",
  "show_violations",
  "list_policies",
  "list_contexts",
  "switch_context",
  "help",
];

test.for(["legacy", "auto"] as const)("an SDK v2 client (%s) lists the tools", async (mode) => {
  const client = await connectStdio({}, mode);
  onEnd(() => client.close());
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toEqual(TOOLS);
  expect(client.getInstructions()).toContain("apply_policies");
});

test("an SDK v1 client lists and calls the tools", async () => {
  const client = new ClientV1({ name: "v1", version: "1" });
  const transport = new StdioV1({
    command: process.execPath,
    args: [BINARY],
    env: cleanEnv(),
    stderr: "ignore",
  });
  await client.connect(transport);
  onEnd(() => client.close());
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toEqual(TOOLS);
  const checked = await client.callTool({ name: "check_manifests", arguments: { manifests: POD } });
  expect(checked.structuredContent).toMatchObject({ totals: { workloads_with_violations: 1 } });
});

test.for([
  [{}, "quiet"],
  [{ KYVERNO_MCP_LOG: "debug" }, "debug"],
] as const)("nothing but protocol messages is written to stdout (%j)", async ([env, mode]) => {
  const child = spawn(process.execPath, [BINARY], { env: cleanEnv(env) });
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => {
    errors += chunk.toString();
  });
  let output = "";
  let answered = 0;
  const done = Promise.withResolvers<void>();
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
    answered = output.split("\n").length - 1;
    if (answered === 4) done.resolve();
  });
  const send = (message: object): void => {
    child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
  };
  const clientInfo = { name: "raw", version: "1" };
  const call = (id: number, name: string, args: object): void =>
    send({ id, method: "tools/call", params: { name, arguments: args } });
  send({
    id: 1,
    method: "initialize",
    params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo },
  });
  send({ method: "notifications/initialized" });
  send({ id: 2, method: "tools/list" });
  call(3, "check_manifests", { manifests: POD });
  call(4, "list_contexts", {});
  await done.promise;
  child.stdin.end();
  const [code] = (await once(child, "exit")) as readonly unknown[];
  expect(code).toBe(0);
  const ids = output
    .trim()
    .split("\n")
    .map((line) => at(JSON.parse(line), "id"));
  expect(new Set(ids)).toEqual(new Set([1, 2, 3, 4]));
  const logged = errors.split("\n").filter((line) => line.includes('"msg":"tool call ended"'));
  expect(logged).toHaveLength(mode === "debug" ? 2 : 0);
  expect(mode === "debug" || errors === "").toBe(true);
});

const happy: readonly (readonly [string, Record<string, unknown>, string])[] = [
  ["check_manifests", { manifests: POD }, "Privileged containers are not allowed"],
  [
    "check_manifests",
    { manifests: POD, policySets: "pod-security-baseline" },
    "- policy sets: pod-security-baseline",
  ],
  ["check_manifests", { manifests: POD, policies: POLICY }, "- complete: yes"],
  ["check_manifests", { yaml: POD, gitBranch: "main" }, "gitBranch is ignored"],
  ["explain_policy", { policy: "disallow-privileged-containers" }, "### validations"],
  ["explain_policy", { policy: POLICY, manifest: POD.replace("nginx", "a:latest") }, "a:latest"],
  ["explain_policy", { policy: POLICY, manifest: POD }, "- outcome: pass"],
  ["list_policies", {}, "pod-security-restricted"],
  ["list_policies", { policySet: "pod-security-restricted" }, "require-run-as-nonroot"],
  ["list_contexts", {}, "no context found"],
  ["help", {}, "apply_policies"],
  ["help", { topic: "installation" }, "helm install kyverno"],
  ["help", { topic: "troubleshooting" }, "forbidden"],
  ["help", { topic: "pod-security" }, "disallow-privileged-containers"],
];

test("every tool that needs no cluster answers without one", async () => {
  const client = await connectStdio();
  onEnd(() => client.close());
  for (const [name, args, expected] of happy) {
    // oxlint-disable-next-line no-await-in-loop -- one session, one call after the other
    const answer = readAnswer(await client.callTool({ name, arguments: args }));
    expect(answer.isError ? answer.text : "").toBe("");
    expect(answer.text).toContain(expected);
    expect(Object.keys(answer.facts).length).toBeGreaterThan(0);
  }
});

const refused: readonly (readonly [string, Record<string, unknown>, string])[] = [
  ["check_manifests", {}, 'argument "manifests" is missing'],
  ["check_manifests", { manifests: "" }, "at least 1 characters long"],
  ["check_manifests", { manifests: "a: [" }, "manifests could not be read"],
  ["check_manifests", { manifests: "# nothing" }, "has no YAML or JSON document"],
  ["check_manifests", { manifests: POD, policySet: "pod-securty" }, "pod-security"],
  ["check_manifests", { manifests: POD, oprtion: "UPDATE" }, 'did you mean "operation"'],
  ["check_manifests", { manifests: POD, operation: "CHANGE" }, "CREATE, UPDATE, DELETE"],
  [
    "check_manifests",
    { manifests: POD, oldManifests: POD },
    "oldManifests is for operation UPDATE",
  ],
  ["check_manifests", { manifests: POD, policies: "a: 1" }, "there is no policy to check with"],
  ["check_manifests", { manifests: POD, cursor: "zzz" }, "is not one that a scan gave"],
  ["explain_policy", { policy: "disallow-privilegd-containers" }, "disallow-privileged-containers"],
  ["explain_policy", { policy: "kind: Pod\napiVersion: v1" }, "holds no policy"],
  ["explain_policy", { policy: POLICY, manifest: "just text" }, "manifest"],
  ["list_policies", { policySet: "pod" }, "there is no policy set"],
  ["list_policies", { source: "git" }, "built-in, cluster"],
  ["list_policies", { source: "cluster" }, "no cluster is configured"],
  ["apply_policies", {}, "no cluster is configured"],
  ["apply_policies", { limit: 100_000 }, "must be at most 200"],
  ["show_violations", { scan: "nope" }, "unknown or expired handle"],
  ["show_violations", {}, "no cluster is configured"],
  ["switch_context", {}, 'argument "context" is missing'],
  ["switch_context", { context: "prod" }, "no cluster is configured"],
  ["list_contexts", { reach: "yes" }, 'argument "reach" must be a boolean'],
  ["help", { topic: "instalation" }, 'Did you mean "installation"'],
];

test("every bad call is an error result that says what to do next", async () => {
  const client = await connectStdio();
  onEnd(() => client.close());
  for (const [name, args, expected] of refused) {
    // oxlint-disable-next-line no-await-in-loop -- one session, one call after the other
    const answer = readAnswer(await client.callTool({ name, arguments: args }));
    expect(answer.text).toContain(expected);
    expect(answer.text).toMatch(/\nNext: \S/u);
    expect(answer.isError).toBe(true);
    expect(answer.text).not.toContain("Internal error");
  }
});

test("an unknown tool is a protocol error, and the session goes on", async () => {
  const client = await connectStdio();
  onEnd(() => client.close());
  await expect(client.callTool({ name: "delete_cluster" })).rejects.toThrow("not found");
  expect((await client.listTools()).tools).toHaveLength(TOOLS.length);
});

test("an example file of the repository is checked as the command line checks it", async () => {
  const client = await connectStdio();
  onEnd(() => client.close());
  const manifests = readFileSync(
    new URL(
      "../../policysets/pod-security-baseline/disallow-privileged-containers/.kyverno-test/resource.yaml",
      import.meta.url,
    ),
    "utf8",
  );
  const answer = readAnswer(
    await client.callTool({ name: "check_manifests", arguments: { manifests } }),
  );
  expect(answer.isError).toBe(false);
  expect(Number(at(answer.facts, "totals", "fail"))).toBeGreaterThan(0);
});

test("the rows of a check can be filtered and paged afterwards", async () => {
  const client = await connectStdio();
  onEnd(() => client.close());
  const manifests = Array.from({ length: 60 }, (_, index) =>
    POD.replace("web", `web-${index}`),
  ).join("---");
  const first = readAnswer(
    await client.callTool({ name: "check_manifests", arguments: { manifests } }),
  );
  const { scan } = first.facts;
  const seen = new Set<string>();
  let cursor: unknown;
  do {
    const args = { scan, policy: "disallow-privileged-*", ...(cursor !== undefined && { cursor }) };
    // oxlint-disable-next-line no-await-in-loop -- each page leads to the next
    const page = readAnswer(await client.callTool({ name: "show_violations", arguments: args }));
    expect(page.isError ? page.text : "").toBe("");
    for (const row of rowsOf(page, "violations")) seen.add(String(at(row, "name")));
    cursor = page.facts["next_cursor"];
  } while (cursor !== undefined);
  expect(seen.size).toBe(60);
});

test("Secret data is never shown, whatever a policy says about it", async () => {
  const client = await connectStdio();
  onEnd(() => client.close());
  const manifest = `
apiVersion: v1
kind: Secret
metadata: { name: db }
stringData: { password: hunter22-hunter22 }
data: { token: c3VwZXItc2VjcmV0LXRva2Vu }
`;
  const policy = `
apiVersion: policies.kyverno.io/v1
kind: ValidatingPolicy
metadata: { name: leaky }
spec:
  matchConstraints:
    resourceRules:
      - { apiGroups: [""], apiVersions: [v1], resources: [secrets], operations: [CREATE] }
  validations:
    - expression: "object.stringData.password == 'x'"
      messageExpression: "'the password is ' + object.stringData.password + ' and ' + object.data.token"
`;
  const answers = [
    await client.callTool({
      name: "check_manifests",
      arguments: { manifests: manifest, policies: policy },
    }),
    await client.callTool({ name: "explain_policy", arguments: { policy, manifest } }),
  ].map(readAnswer);
  for (const { text, facts } of answers) {
    const all = text + JSON.stringify(facts);
    expect(all).toContain("the password is");
    expect(all).not.toContain("hunter22");
    expect(all).not.toContain("c3VwZXItc2VjcmV0LXRva2Vu");
  }
});
