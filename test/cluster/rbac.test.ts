import { readFile } from "node:fs/promises";
import path from "node:path";
import { load } from "js-yaml";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkCluster } from "../../src/app/check-cluster.ts";
import { createServices } from "../../src/app/create-services.ts";
import type { Services } from "../../src/app/services.ts";
import { isResource } from "../../src/cluster/json-fields.ts";
import type { Resource } from "../../src/manifest/resource.ts";
import type { Summary } from "../../src/results/summary.ts";
import { failureOf } from "../fake-api-server/use-fakes.ts";
import { CANNOT_START, startApiServer, type ApiServer } from "./start-api-server.ts";

const START_MS = 90_000;
if (CANNOT_START !== undefined) process.stderr.write(`skipped: ${CANNOT_START}\n`);

/** The ClusterRoles of deploy/rbac.yaml, bound to the user `viewer` in place of the ServiceAccount. */
async function rolesForViewer(): Promise<readonly Resource[]> {
  const file = path.join(import.meta.dirname, "../../deploy/rbac.yaml");
  const documents = (await readFile(file, "utf8")).split(/^---$/mu).map((text) => load(text));
  return documents.filter(isResource).flatMap((document) => {
    if (document.kind === "ClusterRole") return [document];
    if (document.kind !== "ClusterRoleBinding") return [];
    const subject = { kind: "User", apiGroup: "rbac.authorization.k8s.io", name: "viewer" };
    return [{ ...document, subjects: [subject] }];
  });
}

describe.skipIf(CANNOT_START !== undefined)(
  "the roles in deploy/ on a real API server",
  { timeout: 60_000 },
  () => {
    let server: ApiServer;
    let services: Services;

    beforeAll(async () => {
      server = await startApiServer();
      services = createServices({
        env: { KUBECONFIG: server.kubeconfigPath },
        homeDir: "/nowhere",
        keepsSelection: true,
      });
    }, START_MS);

    afterAll(async () => {
      for (const context of ["admin", "viewer"]) {
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        await services?.connect(context).then((connection) => connection.close());
      }
      await server?.stop();
    }, START_MS);

    /** A scan with every policy that ships. */
    const scanAs = async (context: string): Promise<Summary> => {
      const policySets = (await services.listPolicySets()).map(({ name }) => name);
      const input = { contexts: [context], policySets, filter: {}, limit: 20, budget: 20_000 };
      return checkCluster(input, services);
    };

    test("without them a scan names the rule that is missing, with them it reads all that the sets need and no Secret", async () => {
      const before = await scanAs("viewer");
      await server.create(await rolesForViewer());
      const after = await scanAs("viewer");

      expect(before.complete).toBe(false);
      expect(before.not_read[0]).toMatchObject({
        reason: "forbidden",
        hint: expect.stringMatching(
          /^grant a ClusterRole with rules: .*"resources":\["[^\]]*pods[^\]]*"\],"verbs":\["list"\]/u,
        ) as unknown,
      });
      expect(after.not_read).toEqual([]);
      expect(after.errors_by_policy).toBeUndefined();
      expect(after.scanned.resources).toBeGreaterThan(50);
      expect(after.totals).toEqual((await scanAs("admin")).totals);
      const connection = await services.connect("viewer");
      expect(await failureOf(connection.get("/api/v1/secrets"))).toMatchObject({
        reason: "forbidden",
      });
    });
  },
);
