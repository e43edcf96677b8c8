import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { generateObjects } from "../../test/fake-api-server/generate-objects.ts";
import type { FakeOptions } from "../../test/fake-api-server/start-fake-api-server.ts";
import { useFakes } from "../../test/fake-api-server/use-fakes.ts";
import type { ScanFilter } from "../pipeline/scan-filter.ts";
import { createServices } from "./create-services.ts";
import { scan, type ScanRequest } from "./scan.ts";
import { mergeShards, parseShard, scanShard } from "./scan-shards.ts";
import type { Services } from "./services.ts";

const fakes = useFakes();
const OBJECTS = generateObjects({ pods: 240, namespaces: 12, privilegedEvery: 2 });
/** A Node whose pods are mirrors: an owner without a namespace, in another shard than what it owns. */
const NODE = { apiVersion: "v1", kind: "Node", metadata: { name: "node-1", uid: "node-1" } };
const MIRRORS = ["team-000", "team-001", "team-002", "team-005"].map((namespace, index) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: {
    name: `mirror-${index}`,
    namespace,
    uid: `mirror-${index}`,
    ownerReferences: [
      { apiVersion: "v1", kind: "Node", name: "node-1", uid: "node-1", controller: true },
    ],
  },
  spec: { hostPID: true, containers: [{ name: namespace, image: "a" }] },
}));

function request(filter: ScanFilter = {}): ScanRequest {
  return {
    paths: [],
    readStdin: () => Promise.resolve(new Uint8Array()),
    policySets: ["pod-security"],
    policyPaths: [],
    exceptionPaths: [],
    contexts: [],
    filter,
  };
}

async function servicesFor(options: FakeOptions): Promise<Services> {
  const server = await fakes.start(options);
  const connection = await fakes.connect(server);
  const real = createServices({ env: {}, homeDir: "/nonexistent", keepsSelection: true });
  const { fakeKubeconfig } = await import("../../test/fake-services.ts");
  return {
    ...real,
    loadKubeconfig: () => Promise.resolve(fakeKubeconfig("fake")),
    connect: () => Promise.resolve(connection),
  };
}

async function scanAll(services: Services, count: number, wanted = request()): Promise<string> {
  const folder = await fakes.folder();
  for (let index = 0; index < count; index += 1) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other, in whatever order
    await scanShard(wanted, { index: count - 1 - index, count }, folder, services);
  }
  return folder;
}

/** What does not depend on how long it took. */
function timeless({ scanned, ...summary }: Awaited<ReturnType<typeof scan>>): unknown {
  return { ...summary, scanned: { ...scanned, seconds: 0 } };
}

test.for([
  ["everything may be read", {}, {}],
  ["some namespaces may not be read", { mayRead: closed }, {}],
  ["namespaces are named", {}, { namespaces: ["team-001", "team-002", "team-x"] }],
  ["a kind is missing", {}, { kinds: ["Pod", "Gadget"], excludeNamespaces: ["team-003"] }],
] as const)("shards add up to one scan where %s", async ([, options, filter]) => {
  const services = await servicesFor({ objects: [...OBJECTS, NODE, ...MIRRORS], ...options });
  const whole = await scan(request(filter), services);
  for (const count of [1, 3]) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const merged = await mergeShards(await scanAll(services, count, request(filter)));
    expect(timeless(merged)).toEqual(timeless(whole));
  }
  expect(whole.totals.violations).toBeGreaterThan(0);
});

/** Nothing but namespaces may be listed in the whole cluster. */
function closed(
  _: unknown,
  { plural, namespace }: { readonly plural: string; readonly namespace: string },
): boolean {
  return plural === "namespaces" || !["", "team-004", "team-007"].includes(namespace);
}

test("a shard reads its own namespaces only, the first one the rest", async () => {
  const server = await fakes.start({ objects: OBJECTS });
  const connection = await fakes.connect(server);
  const services = { ...(await servicesFor({})), connect: () => Promise.resolve(connection) };
  const folder = await fakes.folder();
  await scanShard(request(), { index: 1, count: 4 }, folder, services);
  const listed = server.requests.flatMap(
    ({ path: asked }) => /namespaces\/(team-\d+)\//u.exec(asked)?.[1] ?? [],
  );
  expect(new Set(listed).size).toBeGreaterThan(0);
  expect(new Set(listed).size).toBeLessThan(12);
  expect(server.requests.filter(({ path: asked }) => asked.startsWith("/api/v1/pods"))).toEqual([]);
  expect(await readdir(folder)).toEqual(["part-1-of-4.json"]);
});

test("a part that is missing or torn is a gap with its reason", async () => {
  const services = await servicesFor({ objects: OBJECTS });
  const folder = await scanAll(services, 3);
  const torn = path.join(folder, "part-1-of-3.json");
  await writeFile(torn, (await readFile(torn)).subarray(0, -5));
  await rm(path.join(folder, "part-2-of-3.json"));
  const merged = await mergeShards(folder);
  expect(merged.complete).toBe(false);
  expect(merged.not_read).toMatchObject([
    { resource: "shard 1 of 3", reason: "torn part" },
    { resource: "shard 2 of 3", reason: "missing part" },
  ]);
});

test("merging waits for parts that are still to come", async () => {
  const services = await servicesFor({ objects: OBJECTS });
  const folder = await fakes.folder();
  const merging = mergeShards(folder, { waitMs: 20_000 });
  await scanShard(request(), { index: 1, count: 2 }, folder, services);
  await scanShard(request(), { index: 0, count: 2 }, folder, services);
  expect((await merging).complete).toBe(true);
});

test("parts of different scans are not mixed", async () => {
  const services = await servicesFor({ objects: OBJECTS });
  const folder = await fakes.folder();
  await expect(mergeShards(folder)).rejects.toThrow("no parts of a scan");
  await scanShard(request(), { index: 0, count: 2 }, folder, services);
  await scanShard(request({ kinds: ["Pod"] }), { index: 1, count: 2 }, folder, services);
  await expect(mergeShards(folder)).rejects.toThrow("are of different scans");
  await scanShard(request(), { index: 0, count: 3 }, folder, services);
  await expect(mergeShards(folder)).rejects.toThrow("2 and 3 shards");
});

test.for([
  ["0/1", { index: 0, count: 1 }],
  ["3/12", { index: 3, count: 12 }],
  ["4/4", undefined],
  ["1", undefined],
  ["-1/2", undefined],
  ["0/0", undefined],
] as const)("%s names a shard or none", ([text, shard]) => {
  expect(parseShard(text)).toEqual(shard);
});
