import { readFile } from "node:fs/promises";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { Agent, request } from "undici";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { connect, type ClusterConnection } from "../../src/cluster/connect.ts";
import { discover, type DiscoveredResource } from "../../src/cluster/discover.ts";
import { listResources, type ListOptions } from "../../src/cluster/list-resources.ts";
import { loadKubeconfig } from "../../src/cluster/load-kubeconfig.ts";
import { getObject, listObjects } from "../../src/cluster/look-up-objects.ts";
import { getNamespaces, listNamespaces } from "../../src/cluster/namespaces.ts";
import type { NotRead } from "../../src/cluster/not-read.ts";
import { isMapping, valueAt } from "../../src/manifest/path.ts";
import type { Resource } from "../../src/manifest/resource.ts";
import {
  startFakeApiServer,
  type FakeApiServer,
} from "../fake-api-server/start-fake-api-server.ts";
import { CANNOT_START, startApiServer, type ApiServer } from "./start-api-server.ts";

const START_MS = 90_000;
const WIDGETS = 130;
const CONFIG_MAPS = 60;

if (CANNOT_START !== undefined) process.stderr.write(`skipped: ${CANNOT_START}\n`);

describe.skipIf(CANNOT_START !== undefined)("a real API server", { timeout: 20_000 }, () => {
  let server: ApiServer;
  let admin: ClusterConnection;
  let viewer: ClusterConnection;
  let fake: FakeApiServer;
  let kubeconfigBefore = "";

  beforeAll(async () => {
    server = await startApiServer();
    kubeconfigBefore = await readFile(server.kubeconfigPath, "utf8");
    const env = { KUBECONFIG: server.kubeconfigPath };
    const kubeconfig = await loadKubeconfig({ env, homeDir: "/nowhere" });
    [admin, viewer] = [connect(kubeconfig, "admin"), connect(kubeconfig, "viewer")];
    await server.create([...NAMESPACES.map(namespaceObject), WIDGET_CRD]);
    await established(admin);
    const objects = await server.create([...configMaps(), ...widgets(), NETWORK_POLICY]);
    fake = await startFakeApiServer({
      objects: [...NAMESPACES.map(namespaceObject), ...objects],
      mayRead: ({ name }, { namespace }) =>
        name === "admin" || namespace === "team-a" || namespace === "team-c",
    });
    await server.allowViewer(["team-a", "team-c"]);
  }, START_MS);

  afterAll(async () => {
    await admin?.close();
    await viewer?.close();
    await fake?.stop();
    await server?.stop();
  }, START_MS);

  test("says its version, over a connection whose certificate is checked", async () => {
    expect(await admin.version()).toMatchObject({
      platform: expect.stringMatching(/\w+\/\w+/) as unknown,
    });
  });

  test("is discovered with built-in and custom resources", async () => {
    const { resources, notRead } = await discover(admin);

    const find = (plural: string) => resources.filter((row) => row.plural === plural);
    expect(find("pods")).toMatchObject([
      { group: "", version: "v1", kind: "Pod", namespaced: true, preferred: true },
    ]);
    expect(find("pods")[0]?.subresources).toEqual(expect.arrayContaining(["status", "exec"]));
    expect(find("widgets")).toMatchObject([{ group: "example.com", kind: "Widget" }]);
    expect(
      find("horizontalpodautoscalers").map(({ version, preferred }) => [version, preferred]),
    ).toEqual([
      ["v2", true],
      ["v1", false],
    ]);
    expect(notRead).toEqual([]);
  });

  test("built-in objects arrive page by page with their type", async () => {
    const { resources, notRead } = await list(admin, ["configmaps"], {
      pageSize: 25,
      namespaces: ["team-a"],
    });

    expect(resources.map(({ metadata }) => metadata.name)).toEqual(
      configMaps()
        .filter(({ metadata }) => metadata.namespace === "team-a")
        .map(({ metadata }) => metadata.name),
    );
    expect(new Set(resources.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`))).toEqual(
      new Set(["v1 ConfigMap"]),
    );
    expect(notRead).toEqual([]);
  });

  test("a custom resource's list is read to its end", async () => {
    const { resources } = await list(admin, ["widgets"], { pageSize: 20 });

    expect(new Set(resources.map(({ metadata }) => metadata.name)).size).toBe(WIDGETS);
    expect(resources).toHaveLength(WIDGETS);
    expect(resources[0]).toMatchObject({ apiVersion: "example.com/v1", kind: "Widget" });
  });

  test("fields keep their names", async () => {
    const { resources } = await list(admin, ["networkpolicies"]);

    expect(resources[0]).toHaveProperty("spec.ingress.0.from.0.podSelector");
  });

  test("managedFields are left out when asked and present otherwise", async () => {
    const whole = await list(admin, ["configmaps"], { namespaces: ["team-b"] });
    const lean = await list(admin, ["configmaps"], {
      namespaces: ["team-b"],
      dropManagedFields: true,
    });

    const without = whole.resources.map(({ metadata, ...rest }) => ({
      ...rest,
      metadata: Object.fromEntries(
        Object.entries(metadata).filter(([key]) => key !== "managedFields"),
      ),
    }));
    expect(whole.resources[0]?.metadata).toHaveProperty("managedFields");
    expect(lean.resources).toEqual(without);
  });

  test("a viewer gets the namespaces that are allowed and a row for each that is not", async () => {
    const { resources, notRead } = await list(viewer, ["configmaps", "widgets"]);

    // Namespaces may not be listed, so the viewer's default one is tried.
    expect(resources).toEqual([]);
    expect(notRead).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ resource: "configmaps", reason: "forbidden" }),
        expect.objectContaining({ resource: "widgets.example.com", reason: "forbidden" }),
      ]),
    );

    const named = await list(viewer, ["configmaps"], {
      namespaces: ["team-a", "team-b", "team-c"],
    });

    expect(new Set(named.resources.map(({ metadata }) => metadata.namespace))).toEqual(
      new Set(["team-a", "team-c"]),
    );
    expect(named.notRead).toMatchObject([
      { context: "viewer", namespace: "team-b", resource: "configmaps", reason: "forbidden" },
    ]);
  });

  test("namespaces are listed with labels; those that do not exist are named", async () => {
    const all = await listNamespaces(admin);
    const named = await getNamespaces(admin, ["team-a", "team-x"]);

    expect(all.namespaces.map(({ metadata }) => metadata.name)).toEqual(
      expect.arrayContaining(["default", ...NAMESPACES]),
    );
    expect(named.namespaces).toMatchObject([
      { metadata: { name: "team-a", labels: { "kubernetes.io/metadata.name": "team-a" } } },
    ]);
    expect(named.notRead).toMatchObject([{ namespace: "team-x", reason: "not_found" }]);
  });

  test("lookups answer with objects, null and whole lists", async () => {
    const address = { apiVersion: "v1", plural: "configmaps", namespace: "team-a" };

    expect(await getObject(admin, { ...address, name: "config-000" })).toMatchObject({
      kind: "ConfigMap",
      data: { text: TEXT },
    });
    expect(await getObject(admin, { ...address, name: "none" })).toBeNull();
    expect(await listObjects(admin, { ...address, labels: { half: "even" } })).toMatchObject({
      kind: "ConfigMapList",
      items: Array.from({ length: CONFIG_MAPS / NAMESPACES.length }, () => ({
        kind: "ConfigMap",
      })).filter((_, index) => index % 2 === 0),
    });
  });

  test("large answers are compressed on the way", async () => {
    const encodings: string[] = [];
    const note = (message: unknown): void => {
      encodings.push(contentEncoding(message));
    };
    subscribe("undici:request:headers", note);

    const { body } = await admin.getBytes("/api/v1/namespaces/team-a/configmaps");
    unsubscribe("undici:request:headers", note);

    expect(encodings).toEqual(["gzip"]);
    expect(JSON.parse(body.toString())).toHaveProperty("kind", "ConfigMapList");
  });

  test("a wrong token is refused without being shown", async () => {
    const text = kubeconfigBefore.replaceAll("viewer-token", "wrong-token");
    const { parseKubeconfig } = await import("../../src/cluster/kubeconfig/read-file.ts");
    const file = parseKubeconfig(text, server.kubeconfigPath);
    const stranger = connect(
      {
        contexts: [
          {
            name: "v",
            cluster: "cluster-0",
            user: "viewer",
            namespace: undefined,
            isCurrent: true,
          },
        ],
        currentContext: "v",
        searched: [],
        clusters: file.clusters,
        users: file.users,
      },
      "v",
    );

    const error: unknown = await listObjects(stranger, {
      apiVersion: "v1",
      plural: "pods",
      namespace: "",
    }).catch((caught: unknown) => caught);
    await stranger.close();

    expect(error).toMatchObject({ reason: "unauthorized", status: 401 });
    expect(String(error) + JSON.stringify(error)).not.toContain("wrong-token");
  });

  test.for([
    ["admin", "/api/v1/namespaces/team-a/configmaps?limit=3"],
    ["admin", "/api/v1/namespaces/team-a/configmaps?limit=500"],
    ["admin", "/api/v1/namespaces/team-a/configmaps/config-000"],
    ["admin", "/apis/example.com/v1/widgets?limit=3"],
    ["admin", "/apis/example.com/v1/namespaces/team-b/widgets/widget-001"],
    ["admin", "/apis/networking.k8s.io/v1/networkpolicies"],
    ["admin", "/api/v1/namespaces/team-a/pods"],
    ["admin", "/api/v1/namespaces/team-x/pods"],
    ["admin", "/api/v1/namespaces/team-x"],
    ["admin", "/api/v1/namespaces/team-a/configmaps/none"],
    ["admin", "/api/v1/nothings"],
    ["viewer", "/api/v1/configmaps"],
    ["viewer", "/api/v1/namespaces/team-b/configmaps"],
    ["viewer", "/api/v1/namespaces/team-b/configmaps/config-001"],
    ["viewer", "/apis/apps/v1/namespaces/team-b/deployments"],
    ["viewer", "/api/v1/namespaces/team-a/configmaps?limit=3"],
    ["stranger", "/api/v1/pods"],
  ] as const)("the fake answers %s at %s in the same way", async ([user, path]) => {
    const token = `${user}-token`;

    const [real, faked] = await Promise.all(
      [server.url, fake.url].map((url) => rawAnswer(url + path, token)),
    );

    expect(faked).toEqual(real);
  });

  test("leaves the kubeconfig byte for byte as it was", async () => {
    expect(await readFile(server.kubeconfigPath, "utf8")).toBe(kubeconfigBefore);
  });
});

const NAMESPACES = ["team-a", "team-b", "team-c"];
const TEXT = "x".repeat(20_000);

interface Listed {
  readonly resources: readonly Resource[];
  readonly notRead: readonly NotRead[];
}

async function list(
  connection: ClusterConnection,
  plurals: readonly string[],
  options: ListOptions = {},
): Promise<Listed> {
  const { resources: found } = await discover(connection);
  const isWanted = ({ plural, preferred }: DiscoveredResource): boolean =>
    preferred && plurals.includes(plural);
  const resources: Resource[] = [];
  const notRead: NotRead[] = [];
  for await (const page of listResources(connection, found.filter(isWanted), options)) {
    resources.push(...page.resources);
    notRead.push(...page.notRead);
  }
  return { resources, notRead };
}

function namespaceObject(name: string): Resource {
  return { apiVersion: "v1", kind: "Namespace", metadata: { name } };
}

function configMaps(): readonly Resource[] {
  return Array.from({ length: CONFIG_MAPS }, (_, index) => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: {
      name: `config-${String(index).padStart(3, "0")}`,
      namespace: NAMESPACES[index % NAMESPACES.length] ?? "",
      labels: { half: Math.floor(index / NAMESPACES.length) % 2 === 0 ? "even" : "odd" },
    },
    data: { text: TEXT },
  }));
}

const WIDGET_CRD: Resource = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "widgets.example.com" },
  spec: {
    group: "example.com",
    scope: "Namespaced",
    names: { kind: "Widget", plural: "widgets", singular: "widget", listKind: "WidgetList" },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
        },
      },
    ],
  },
};

function widgets(): readonly Resource[] {
  return Array.from({ length: WIDGETS }, (_, index) => ({
    apiVersion: "example.com/v1",
    kind: "Widget",
    metadata: {
      name: `widget-${String(index).padStart(3, "0")}`,
      namespace: NAMESPACES[index % NAMESPACES.length] ?? "",
    },
  }));
}

const NETWORK_POLICY: Resource = {
  apiVersion: "networking.k8s.io/v1",
  kind: "NetworkPolicy",
  metadata: { name: "from", namespace: "team-a" },
  spec: { podSelector: {}, ingress: [{ from: [{ podSelector: {} }] }] },
};

/** What of an answer clients rely on: status, order of keys, types of items, paging, words. */
async function rawAnswer(url: string, token: string): Promise<unknown> {
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
  const { statusCode, headers, body } = await request(url, {
    dispatcher,
    headers: { authorization: `Bearer ${token}` },
  });
  const answer: unknown = await body.json();
  await dispatcher.close();
  const items = valueAt(answer, ["items"]);
  const details = valueAt(answer, ["metadata", "continue"]);
  return {
    status: statusCode,
    type: headers["content-type"],
    keys: isMapping(answer) ? Object.keys(answer).filter((key) => key !== "details") : [],
    kind: valueAt(answer, ["kind"]),
    apiVersion: valueAt(answer, ["apiVersion"]),
    message: valueAt(answer, ["message"]),
    reason: valueAt(answer, ["reason"]),
    code: valueAt(answer, ["code"]),
    isContinued: typeof details === "string",
    items: Array.isArray(items)
      ? items.map((item) => [valueAt(item, ["kind"]), valueAt(item, ["metadata", "name"])])
      : undefined,
  };
}

/** The encoding in an `undici:request:headers` message, whose headers are names and values in turn. */
function contentEncoding(message: unknown): string {
  const headers = valueAt(message, ["response", "headers"]);
  const texts = Array.isArray(headers) ? headers.map(String) : [];
  return texts[texts.findIndex((text) => text.toLowerCase() === "content-encoding") + 1] ?? "";
}

/** The new resource is served and discovered a moment after its definition is created. */
async function established(connection: ClusterConnection): Promise<void> {
  await vi.waitFor(
    async () => {
      const { resources } = await discover(connection);
      expect(resources.map(({ plural }) => plural)).toContain("widgets");
    },
    { timeout: 15_000, interval: 200 },
  );
}
