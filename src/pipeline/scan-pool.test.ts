import { expect, onTestFinished, test, vi } from "vitest";
import { loadPolicySet } from "../policy/policy-sets.ts";
import { compilePolicy } from "../engine/compile-policy.ts";
import { generateObjects } from "../../test/fake-api-server/generate-objects.ts";
import type { Resource } from "../manifest/resource.ts";
import { parseDocuments } from "../manifest/parse-documents.ts";
import { readPolicies } from "../policy/read-policies.ts";
import { createTally, type TallyResult } from "../results/tally.ts";
import type { Policy } from "../policy/policy.ts";
import { gatherLists, type GatheredPage } from "./gather-lists.ts";
import type { Lookup, LookupAnswer, SendLookups } from "./lookups.ts";
import type { ScanPolicy } from "./object-scanner.ts";
import { askCluster, type TaskResult } from "./scan-task.ts";
import { createScanPool, type PoolOptions } from "./scan-pool.ts";

// Threads have to start and compile, on machines that do other things too.
vi.setConfig({ testTimeout: 60_000 });

const OBJECTS = generateObjects({ pods: 300, namespaces: 7 });
const SETUP = {
  kind: "context" as const,
  context: "prod",
  namespaces: OBJECTS.filter(({ kind }) => kind === "Namespace"),
  filter: { excludeNamespaces: ["team-003"] },
};
const PODS = { group: "", version: "v1", kind: "Pod", plural: "pods", namespaced: true };
const DEPLOYMENTS = { ...PODS, group: "apps", kind: "Deployment", plural: "deployments" };

function compiled(policies: readonly Policy[]): ScanPolicy[] {
  return policies.map((policy) => {
    const compilation = compilePolicy(policy);
    if (!compilation.ok) throw new Error(compilation.invalid.text);
    const facts = { key: policy.name, severity: "high" as const, title: "", category: "" };
    return { compiled: compilation.policy, facts };
  });
}

const podSecurity = compiled((await loadPolicySet("pod-security")).policies);

const [quota] = compiled(
  readPolicies(
    parseDocuments(
      `apiVersion: policies.kyverno.io/v1
kind: ValidatingPolicy
metadata: {name: quota}
spec:
  matchConstraints:
    resourceRules: [{apiGroups: [''], apiVersions: [v1], resources: [pods], operations: [CREATE]}]
  variables:
    - name: quotas
      expression: resource.List("v1", "resourcequotas", object.metadata.namespace)
  validations:
    - expression: variables.quotas.items.size() > 0
      messageExpression: '"no quota in " + object.metadata.namespace'
`,
      "quota.yaml",
    ).documents,
  ).policies,
);
if (quota === undefined) throw new Error("the policy was not read");

const noLookups: SendLookups = () => Promise.reject(new Error("nothing is looked up here"));

/** Pages of 40 objects, as an API server writes them. */
function pagesOf(
  apiResource: typeof PODS,
  objects: readonly Resource[],
  options: Partial<GatheredPage> = {},
): readonly GatheredPage[] {
  const items = objects
    .filter(({ kind }) => kind === apiResource.kind)
    .map(({ metadata, ...item }) => ({ metadata, spec: item["spec"] }));
  const apiVersion = apiResource.group === "" ? "v1" : `${apiResource.group}/v1`;
  return Array.from({ length: Math.ceil(items.length / 40) }, (_, page) => ({
    kind: "page",
    bytes: Buffer.from(
      JSON.stringify({
        kind: `${apiResource.kind}List`,
        apiVersion,
        metadata: {},
        items: items.slice(page * 40, page * 40 + 40),
      }),
    ),
    apiResource,
    task: "evaluate",
    unread: { managedFields: true, podStatus: true },
    list: apiResource.plural,
    restarts: false,
    behind: 0,
    ...options,
  }));
}

interface Scanned {
  readonly tally: TallyResult;
  readonly results: readonly TaskResult[];
  readonly failures: readonly string[];
}

async function scan(
  pages: readonly GatheredPage[],
  options: Partial<PoolOptions> & { readonly send?: SendLookups } = {},
): Promise<Scanned> {
  const { policies = podSecurity, send = noLookups } = options;
  const pool = createScanPool({ policies, exceptions: [], ...options });
  onTestFinished(pool.close);
  const results: TaskResult[] = [];
  const context = pool.open(SETUP, askCluster(send));
  const gatherer = gatherLists(context, (_, result) => results.push(result));
  // oxlint-disable-next-line no-await-in-loop -- as pages arrive
  for (const page of pages) await gatherer.add(page);
  const tally = createTally();
  const facts = policies.map((policy) => policy.facts);
  for (const part of await gatherer.finish()) tally.take(part, facts);
  context.close();
  return { tally: tally.finish(), results, failures: pool.failures() };
}

const HERE = { threads: 0 };
const THREADS = { threads: 2, worthwhileBytes: 0 };

/** Enough pages that threads get ready while some are still to be scanned. */
function manyPages(): readonly GatheredPage[] {
  return [
    ...pagesOf(DEPLOYMENTS, OBJECTS),
    ...Array.from({ length: 40 }, (_, list) =>
      pagesOf(PODS, OBJECTS, { list: String(list) }),
    ).flat(),
  ];
}

test("threads count what the main thread counts, owners and excluded namespaces included", async () => {
  const here = await scan(manyPages(), HERE);
  const pages = manyPages();
  const threads = await scan(pages, THREADS);
  // What a thread scanned was handed over to it.
  expect(pages.filter(({ bytes }) => bytes.byteLength === 0).length).toBeGreaterThan(0);
  expect(threads.tally).toEqual(here.tally);
  expect(here.tally.violations.length).toBeGreaterThan(0);
  expect(here.tally.violations.map(({ namespace }) => namespace)).not.toContain("team-003");
  expect(threads.failures).toEqual([]);
});

test("objects are known as owners without being counted", async () => {
  const pages = [
    ...pagesOf(DEPLOYMENTS, OBJECTS, { task: "know" }),
    ...pagesOf({ ...DEPLOYMENTS, kind: "ReplicaSet", plural: "replicasets" }, OBJECTS, {
      task: "know",
    }),
    ...pagesOf(PODS, OBJECTS),
  ];
  const { tally } = await scan(pages, HERE);
  expect(tally.workloads).toBe(0);
  expect(new Set(tally.violations.map(({ kind }) => kind))).toEqual(new Set(["Deployment"]));
});

test("a list that begins anew counts once", async () => {
  const [first, second] = [pagesOf(PODS, OBJECTS), pagesOf(PODS, OBJECTS)];
  const again = second.map((page, index) => ({ ...page, restarts: index === 0 }));
  const { tally } = await scan([...first.slice(0, 3), ...again], HERE);
  expect(tally).toEqual((await scan(pagesOf(PODS, OBJECTS), HERE)).tally);
});

test("what is no list is said to be none, and the other pages count", async () => {
  const bad = pagesOf(PODS, OBJECTS).map((page) => ({ ...page, bytes: Buffer.from("<html>") }));
  const { results } = await scan([...bad.slice(0, 1), ...pagesOf(PODS, OBJECTS)], HERE);
  expect(results.filter(({ kind }) => kind === "unreadable")).toEqual([
    { kind: "unreadable", is: "no JSON" },
  ]);
  expect(results.filter(({ kind }) => kind === "part")).toHaveLength(8);
});

test.for([
  ["the main thread", HERE],
  ["threads", THREADS],
] as const)(
  "what policies ask of the cluster on %s is answered by the main thread",
  async ([, options]) => {
    const asked: Lookup[] = [];
    const send: SendLookups = (lookups) => {
      asked.push(...lookups);
      return Promise.resolve(
        lookups.map((lookup): LookupAnswer => {
          const namespace = lookup.verb === "list" ? lookup.namespace : "";
          if (namespace === "team-001") return { kind: "error", message: "forbidden" };
          return { kind: "value", value: { items: namespace === "team-002" ? [{}] : [] } };
        }),
      );
    };
    const { tally } = await scan(manyPages(), { ...options, policies: [quota], send });
    const namespaces = (outcome: string) =>
      new Set(tally.violations.flatMap((row) => (row.outcome === outcome ? row.namespace : [])));
    expect(namespaces("fail")).toEqual(new Set(["team-000", "team-004", "team-005", "team-006"]));
    expect(namespaces("error")).toEqual(new Set(["team-001"]));
    expect(tally.pass).toBeGreaterThan(0);
    // Six namespaces, asked once by each of three threads at most.
    expect(asked.length).toBeLessThanOrEqual(18);
  },
);

test("an abort ends the threads and the scan with the caller's reason", async () => {
  const controller = new AbortController();
  const reason = new Error("enough");
  const send: SendLookups = () => {
    controller.abort(reason);
    return new Promise(() => undefined);
  };
  const options = { ...THREADS, policies: [quota], send, signal: controller.signal };
  await expect(scan(manyPages(), options)).rejects.toBe(reason);
});

test("a thread that fails loses its pages, never the scan", { timeout: 30_000 }, async () => {
  const pool = createScanPool({ policies: podSecurity, exceptions: [], ...THREADS, threads: 1 });
  onTestFinished(pool.close);
  const context = pool.open(SETUP, askCluster(noLookups));
  const [small] = pagesOf(PODS, OBJECTS);
  if (small === undefined) throw new Error("no page");
  // Pages are scanned here until the thread is ready; only the thread takes the bytes away.
  await vi.waitFor(
    async () => {
      const bytes = new Uint8Array(small.bytes);
      await context.scan({ ...small, bytes });
      expect(bytes.byteLength).toBe(0);
    },
    { timeout: 20_000, interval: 20 },
  );
  // A bug in the thread stands for any end of it.
  const broken = { ...small, bytes: new Uint8Array(small.bytes), apiResource: undefined };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- no page at all
  const lost = context.scan(broken as unknown as GatheredPage);
  const waiting = context.scan({ ...small, bytes: new Uint8Array(small.bytes) });
  expect((await lost).kind).toBe("lost");
  expect((await waiting).kind).toBe("lost");
  expect(pool.failures()).toEqual([expect.stringContaining("the thread failed")]);
  // Nobody is left but the main thread.
  await context.room();
  expect(await context.scan(small)).toMatchObject({ kind: "part" });
});
