import { expect, test } from "vitest";
import { SERVED_RESOURCES } from "../../test/fake-api-server/api-table.ts";
import { generateObjects, namespaceName } from "../../test/fake-api-server/generate-objects.ts";
import { failureOf, useFakes } from "../../test/fake-api-server/use-fakes.ts";
import type { ApiResource } from "../manifest/api-resource.ts";
import type { Resource } from "../manifest/resource.ts";
import type { ClusterConnection } from "./connect.ts";
import { listResources, type ListOptions, type ResourcePage } from "./list-resources.ts";
import type { NotRead } from "./not-read.ts";

const fakes = useFakes();

/** 200 pods of 50 Deployments in 5 namespaces. */
const OBJECTS = generateObjects({ pods: 200, namespaces: 5 });

function resource(plural: string): ApiResource {
  const found = SERVED_RESOURCES.find((served) => served.plural === plural);
  if (found === undefined) throw new Error(`the fake serves no ${plural}`);
  const { group, version, kind, namespaced } = found;
  return { group, version, kind, plural, namespaced };
}

function keyOf({ kind, metadata }: Resource): string {
  return `${kind} ${metadata.namespace ?? ""}/${metadata.name}`;
}

interface Collected {
  readonly keys: readonly string[];
  readonly resources: readonly Resource[];
  readonly notRead: readonly NotRead[];
  readonly pages: number;
  readonly inconsistent: boolean;
}

async function allPages(stream: AsyncIterable<ResourcePage>): Promise<readonly ResourcePage[]> {
  const pages: ResourcePage[] = [];
  for await (const page of stream) pages.push(page);
  return pages;
}

async function collect(
  connection: ClusterConnection,
  plurals: readonly string[],
  options: ListOptions = {},
): Promise<Collected> {
  const pages = await allPages(
    listResources(connection, plurals.map(resource), { pageSize: 50, ...options }),
  );
  const resources = pages.flatMap((page) => page.resources);
  return {
    resources,
    keys: resources.map(keyOf).toSorted(),
    notRead: pages.flatMap(({ notRead }) => notRead),
    pages: pages.filter((page) => page.resources.length > 0).length,
    inconsistent: pages.some(({ inconsistent }) => inconsistent),
  };
}

function keysOf(kinds: readonly string[], keep: (object: Resource) => boolean = () => true) {
  return OBJECTS.filter((object) => kinds.includes(object.kind) && keep(object))
    .map(keyOf)
    .toSorted();
}

test("every object arrives once, in pages, with its type", async () => {
  const connection = await fakes.connect(await fakes.start({ objects: OBJECTS }));

  const read = await collect(connection, ["pods", "deployments", "namespaces", "services"]);

  expect(read.keys).toEqual(keysOf(["Pod", "Deployment", "Namespace"]));
  expect(read.pages).toBe(4 + 1 + 1);
  expect(new Set(read.resources.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`))).toEqual(
    new Set(["v1 Pod", "apps/v1 Deployment", "v1 Namespace"]),
  );
  expect(read).toMatchObject({ notRead: [], inconsistent: false });
});

test("an object is what the server sent, nothing renamed, dropped or converted", async () => {
  const policy: Resource = {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name: "a", namespace: "n", creationTimestamp: "2026-11-01T08:00:00Z" },
    spec: { ingress: [{ from: [{ podSelector: {} }] }], futureField: { deep: [1, null] } },
  };
  const connection = await fakes.connect(await fakes.start({ objects: [policy] }));

  const { resources } = await collect(connection, ["networkpolicies"]);

  expect(resources).toEqual([policy]);
});

test("a custom resource's list, whose token stands at the end, is read to its end", async () => {
  const widgets = Array.from({ length: 120 }, (_, index) => ({
    apiVersion: "example.com/v1",
    kind: "Widget",
    metadata: { name: `w-${String(index).padStart(3, "0")}`, namespace: "n" },
  }));
  const connection = await fakes.connect(await fakes.start({ objects: widgets }));

  const { resources, pages } = await collect(connection, ["widgets"]);

  expect(resources).toEqual(widgets);
  expect(pages).toBe(3);
});

test("managedFields are left out when asked, and nothing else is", async () => {
  const connection = await fakes.connect(await fakes.start({ objects: OBJECTS }));

  const { resources } = await collect(connection, ["pods"], { dropManagedFields: true });

  const whole = OBJECTS.filter(({ kind }) => kind === "Pod").map((object) => ({
    ...object,
    metadata: Object.fromEntries(
      Object.entries(object.metadata).filter(([key]) => key !== "managedFields"),
    ),
  }));
  const byName = new Map(resources.map((object) => [object.metadata.name, object]));
  expect(whole.map(({ metadata }) => byName.get(String(metadata["name"])))).toEqual(whole);
});

test("at most four lists run at once", async () => {
  const server = await fakes.start({ objects: OBJECTS });
  for (const { plural } of SERVED_RESOURCES) {
    server.addFault({ path: `/${plural}`, kind: { bytesPerMs: 100_000 }, times: 100 });
  }
  const connection = await fakes.connect(server);

  await collect(
    connection,
    SERVED_RESOURCES.map(({ plural }) => plural),
    { pageSize: 10 },
  );

  expect(server.mostAtOnce()).toBe(4);
});

test("named namespaces are listed one by one, and only they", async () => {
  const server = await fakes.start({ objects: OBJECTS });
  const connection = await fakes.connect(server);

  const read = await collect(connection, ["pods"], { namespaces: ["team-001", "team-003"] });

  const wanted = new Set(["team-001", "team-003"]);
  expect(read.keys).toEqual(
    keysOf(["Pod"], ({ metadata }) => wanted.has(metadata.namespace ?? "")),
  );
  expect(server.requests.every(({ path }) => path.includes("/namespaces/team-00"))).toBe(true);
});

test("skipped namespaces are left out", async () => {
  const connection = await fakes.connect(await fakes.start({ objects: OBJECTS }));

  const read = await collect(connection, ["pods"], {
    skipsNamespace: (namespace) => namespace !== "team-002",
  });

  expect(read.keys).toEqual(keysOf(["Pod"], ({ metadata }) => metadata.namespace === "team-002"));
});

test("labels narrow a list", async () => {
  const connection = await fakes.connect(await fakes.start({ objects: OBJECTS }));

  const read = await collect(connection, ["pods"], { labelSelector: "app=app-00007" });

  expect(read.keys).toEqual(
    keysOf(["Pod"], ({ metadata }) => metadata.labels?.["app"] === "app-00007"),
  );
});

test("where the cluster may not be listed, its namespaces are, and the refused ones are named", async () => {
  const server = await fakes.start({
    objects: OBJECTS,
    mayRead: (_, { plural, namespace }) =>
      plural === "namespaces" || ["team-000", "team-004"].includes(namespace),
  });
  const connection = await fakes.connect(server, { context: "prod" });

  const read = await collect(connection, ["pods", "deployments"]);

  const wanted = new Set(["team-000", "team-004"]);
  expect(read.keys).toEqual(
    keysOf(["Pod", "Deployment"], ({ metadata }) => wanted.has(metadata.namespace ?? "")),
  );
  expect(read.notRead).toHaveLength(6);
  expect(read.notRead).toContainEqual({
    context: "prod",
    namespace: "team-001",
    resource: "deployments.apps",
    reason: "forbidden",
    message:
      'deployments.apps is forbidden: User "admin" cannot list resource "deployments" in API group "apps" in the namespace "team-001"',
    hint: "ask for a role that may list deployments.apps; check with: kubectl auth can-i list deployments.apps --namespace team-001 --context prod",
  });
  expect(server.requests.filter(({ path }) => path.startsWith("/api/v1/namespaces?"))).toHaveLength(
    1,
  );
});

test("where namespaces may not be listed either, the context's own is tried and the gap stays named", async () => {
  const server = await fakes.start({
    objects: OBJECTS,
    mayRead: (_, { namespace }) => namespace === "team-002",
  });
  const connection = await fakes.connect(server, { namespace: "team-002" });

  const read = await collect(connection, ["pods"]);

  expect(read.keys).toEqual(keysOf(["Pod"], ({ metadata }) => metadata.namespace === "team-002"));
  expect(read.notRead).toEqual([
    expect.objectContaining({ resource: "pods", reason: "forbidden" }) as unknown,
  ]);
  expect(read.notRead[0]).not.toHaveProperty("namespace");
});

test("a kind that fails hides none of the others", async () => {
  const server = await fakes.start({ objects: OBJECTS });
  server.addFault({ path: "/deployments", kind: { status: 500, retryAfter: "0" }, times: 10 });
  server.addFault({ path: "/services", kind: "other-json" });
  const connection = await fakes.connect(server);

  const read = await collect(connection, ["services", "deployments", "pods"]);

  expect(read.keys).toEqual(keysOf(["Pod"]));
  expect(read.notRead.map(({ resource: name, reason }) => `${name} ${reason}`).toSorted()).toEqual([
    "deployments.apps unavailable",
    "services bad_answer",
  ]);
});

test("a kind that the server does not have is named, not empty", async () => {
  const connection = await fakes.connect(await fakes.start());
  const gone = { group: "gone.io", version: "v1", kind: "Gone", plural: "gones", namespaced: true };

  const pages = await allPages(listResources(connection, [gone]));

  expect(pages.flatMap(({ notRead }) => notRead)).toEqual([
    expect.objectContaining({ resource: "gones.gone.io", reason: "not_found" }) as unknown,
  ]);
});

test("a list that fails half-way keeps what was read and names the rest", async () => {
  const server = await fakes.start({ objects: OBJECTS });
  server.addFault({ path: "/pods", kind: { status: 403 }, after: 2, times: 10 });
  const connection = await fakes.connect(server);

  const read = await collect(connection, ["pods"]);

  expect(new Set(read.keys).size).toBe(100);
  expect(read.keys).toHaveLength(100);
  expect(read.notRead).toMatchObject([{ resource: "pods", reason: "forbidden" }]);
});

test.for([
  ["goes on with the token of the refusal", true],
  ["starts again without one", false],
] as const)("an expired list %s, and every object arrives once", async ([, resumable]) => {
  const server = await fakes.start({ objects: OBJECTS });
  const connection = await fakes.connect(server);
  const resources: Resource[] = [];
  let inconsistent = false;
  let hasExpired = false;
  const pages = listResources(connection, [resource("pods")], { pageSize: 20 });

  for await (const page of pages) {
    resources.push(...page.resources);
    if (!hasExpired && resources.length === 60) {
      hasExpired = true;
      server.expireTokens({ resumable });
    }
    inconsistent = page.inconsistent;
  }

  expect(resources.map(keyOf)).toEqual(keysOf(["Pod"]));
  expect(inconsistent).toBe(true);
  expect(server.requests.length).toBeLessThan(20);
});

test("a list that always expires ends with a row, not never", async () => {
  const server = await fakes.start({ objects: OBJECTS });
  server.addFault({ path: "continue=", kind: { status: 410, message: "too old" }, times: 1000 });
  const connection = await fakes.connect(server);

  const read = await collect(connection, ["pods"]);

  expect(read.notRead).toEqual([expect.objectContaining({ message: "too old" }) as unknown]);
  expect(server.requests.length).toBeLessThan(10);
});

test("an abort ends the lists with the caller's reason", async () => {
  const server = await fakes.start({ objects: OBJECTS });
  const connection = await fakes.connect(server);
  const abort = new AbortController();
  const reason = new Error("enough");
  server.addFault({ path: "/pods", kind: "silent" });
  setTimeout(() => abort.abort(reason), 50);

  const error = await failureOf(
    collect(connection, ["pods", "deployments"], { signal: abort.signal }),
  );

  expect(error).toBe(reason);
});

test("leaving the loop breaks off what is still under way", async () => {
  const server = await fakes.start({ objects: OBJECTS });
  server.addFault({ path: "/deployments", kind: "silent" });
  const connection = await fakes.connect(server, { timeoutMs: 60_000 });
  const began = performance.now();

  for await (const page of listResources(connection, ["pods", "deployments"].map(resource))) {
    if (page.resources.length > 0) break;
  }

  expect(performance.now() - began).toBeLessThan(2000);
});

test("2,000 pods in 40 namespaces take one request a page", { timeout: 20_000 }, async () => {
  const objects = generateObjects({ pods: 2000, namespaces: 40 });
  const server = await fakes.start({ objects });
  const connection = await fakes.connect(server);
  let pods = 0;
  const namespaces = new Set<string | undefined>();

  for await (const page of listResources(connection, [resource("pods")], { pageSize: 100 })) {
    pods += page.resources.length;
    for (const { metadata } of page.resources) namespaces.add(metadata.namespace);
  }

  expect(pods).toBe(2000);
  expect(namespaces.size).toBe(40);
  expect(namespaces).toContain(namespaceName(39));
  expect(server.requests).toHaveLength(20);
});

test("a page that is too large comes in smaller ones, from where it was", async () => {
  const text = "x".repeat(20_000);
  const objects = Array.from({ length: 300 }, (_, index) => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: `c-${String(index).padStart(3, "0")}`, namespace: "n" },
    data: index < 60 ? {} : { text },
  }));
  const server = await fakes.start({ objects });
  const connection = await fakes.connect(server, { maxBodyBytes: 300_000 });

  const read = await collect(connection, ["configmaps"], { pageSize: 60 });

  expect(read.keys).toEqual(objects.map(keyOf).toSorted());
  expect(read).toMatchObject({ notRead: [], inconsistent: false });
  const limits = server.requests.map(({ path }) => /limit=(\d+)/u.exec(path)?.[1]);
  expect(limits.slice(0, 3)).toEqual(["60", "60", "8"]);
});

test("an object that is too large by itself is named, and what came before it is kept", async () => {
  const objects = [
    { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a", namespace: "n" } },
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "b", namespace: "n" },
      data: { text: "x".repeat(400_000) },
    },
  ];
  const connection = await fakes.connect(await fakes.start({ objects }), { maxBodyBytes: 300_000 });

  const read = await collect(connection, ["configmaps"]);

  expect(read.keys).toEqual(["ConfigMap n/a"]);
  expect(read.notRead).toMatchObject([{ resource: "configmaps", reason: "too_large" }]);
});
