import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkCluster } from "../../src/app/check-cluster.ts";
import { createServices } from "../../src/app/create-services.ts";
import type { Services } from "../../src/app/services.ts";
import { connect, type ConnectOptions } from "../../src/cluster/connect.ts";
import { listResources } from "../../src/cluster/list-resources.ts";
import { loadKubeconfig } from "../../src/cluster/load-kubeconfig.ts";
import type { Resource } from "../../src/manifest/resource.ts";
import { CANNOT_START, startApiServer, type ApiServer } from "./start-api-server.ts";

const START_MS = 90_000;
const CONFIG_MAPS = 60;

if (CANNOT_START !== undefined) process.stderr.write(`skipped: ${CANNOT_START}\n`);

function policy(expression: string): string {
  return JSON.stringify({
    apiVersion: "policies.kyverno.io/v1",
    kind: "ValidatingPolicy",
    metadata: { name: "judge-secrets" },
    spec: {
      matchConstraints: {
        resourceRules: [
          { apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["secrets"] },
        ],
      },
      validations: [{ expression, message: "a bad Secret" }],
    },
  });
}

describe.skipIf(CANNOT_START !== undefined)(
  "manners towards a real API server",
  { timeout: 30_000 },
  () => {
    let server: ApiServer;
    let services: Services;

    beforeAll(async () => {
      server = await startApiServer();
      const metadata = { namespace: "default" };
      await server.create([
        ...Array.from({ length: CONFIG_MAPS }, (_, index): Resource => {
          const name = `large-${String(index).padStart(2, "0")}`;
          const data = { text: "x".repeat(index < 20 ? 10 : 20_000) };
          return { apiVersion: "v1", kind: "ConfigMap", metadata: { ...metadata, name }, data };
        }),
        {
          apiVersion: "v1",
          kind: "Secret",
          metadata: { ...metadata, name: "db" },
          data: { password: "aHVudGVyMg==" },
        },
      ]);
      services = createServices({
        env: { KUBECONFIG: server.kubeconfigPath },
        homeDir: "/nowhere",
        keepsSelection: true,
      });
    }, START_MS);

    afterAll(async () => {
      await services?.connect("admin").then((connection) => connection.close());
      await server?.stop();
    }, START_MS);

    test.for([
      ["their labels", "has(object.metadata.labels)"],
      ["their data", "!has(object.data)"],
    ] as const)("Secrets are found by policies on %s", async ([, expression]) => {
      const page = { limit: 20, budget: 20_000 };
      const input = { contexts: ["admin"], policies: policy(expression), filter: {}, ...page };

      const summary = await checkCluster(input, services);

      expect(summary).toMatchObject({
        complete: true,
        violations: [{ namespace: "default", kind: "Secret", name: "db" }],
      });
    });

    test("of metadata only the server sends no data", async () => {
      const connection = await services.connect("admin");
      const accept = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";

      const { body } = await connection.getBytes("/api/v1/secrets?limit=500", { accept });

      expect(body.toString()).toContain('"name":"db"');
      expect(body.toString()).not.toContain("aHVudGVyMg==");
    });

    test("a page that is too large goes on with the same token and fewer objects", async () => {
      const names = await namesOf({ maxBodyBytes: 300_000 });

      expect(names).toHaveLength(CONFIG_MAPS);
      expect(new Set(names).size).toBe(CONFIG_MAPS);
    });

    /** Every large ConfigMap that a list of 20 a page brings. */
    async function namesOf(limits: ConnectOptions): Promise<readonly string[]> {
      const env = { KUBECONFIG: server.kubeconfigPath };
      const kubeconfig = await loadKubeconfig({ env, homeDir: "/nowhere" });
      const connection = connect(kubeconfig, "admin", limits);
      const found: string[] = [];
      const group = { group: "", version: "v1", kind: "ConfigMap", plural: "configmaps" };
      const pages = listResources(connection, [{ ...group, namespaced: true }], {
        namespaces: ["default"],
        pageSize: 20,
      });
      for await (const { resources, notRead } of pages) {
        expect(notRead).toEqual([]);
        found.push(...resources.flatMap(({ metadata: { name } }) => name ?? []));
      }
      await connection.close();
      return found.filter((name) => name.startsWith("large-"));
    }
  },
);
