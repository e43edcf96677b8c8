import { writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import type { Summary } from "../../src/results/summary.ts";
import type { FakeApiServer } from "../fake-api-server/start-fake-api-server.ts";
import { useFakes } from "../fake-api-server/use-fakes.ts";
import { scanFleet, servicesFor } from "./fault-fleet.ts";

const fakes = useFakes();

const PASSWORD = "correct-horse-battery";
const OBJECTS = [
  { apiVersion: "v1", kind: "Namespace", metadata: { name: "team-a" } },
  {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "db", namespace: "team-a" },
    type: "Opaque",
    data: { password: Buffer.from(PASSWORD).toString("base64") },
  },
  {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "settings", namespace: "team-a" },
    data: { a: "b" },
  },
];

function policy(resource: string, expression: string, messageExpression: string): unknown {
  return {
    apiVersion: "policies.kyverno.io/v1",
    kind: "ValidatingPolicy",
    metadata: { name: "judge" },
    spec: {
      matchConstraints: {
        resourceRules: [
          { apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: [resource] },
        ],
      },
      validations: [{ expression, messageExpression }],
    },
  };
}

async function scanWith(
  one: unknown,
): Promise<{ readonly summary: Summary; readonly server: FakeApiServer }> {
  const server = await fakes.start({ objects: OBJECTS });
  const services = await servicesFor(fakes, [
    { server: server.url, contexts: { prod: { user: { token: "admin-token" } } } },
  ]);
  const file = path.join(await fakes.folder(), "policy.json");
  await writeFile(file, JSON.stringify(one));
  const summary = await scanFleet(fakes, services, { contexts: ["prod"], policyPaths: [file] });
  return { summary, server };
}

function acceptOfSecrets({ requests }: FakeApiServer): string | undefined {
  return requests.find(({ path: target }) => target.startsWith("/api/v1/secrets"))?.headers[
    "accept"
  ]?.[0];
}

test("a policy that looks at labels of Secrets gets their metadata, and nothing else leaves the server", async () => {
  const { summary, server } = await scanWith(
    policy("secrets", "has(object.metadata.labels)", "'unlabelled: ' + object.metadata.name"),
  );

  expect(acceptOfSecrets(server)).toContain("as=PartialObjectMetadataList");
  expect(summary).toMatchObject({
    complete: true,
    violations: [{ kind: "Secret", name: "db", message: "unlabelled: db" }],
  });
});

test("a policy that looks at their data gets it, and its message does not show it", async () => {
  const { summary, server } = await scanWith(
    policy("secrets", "object.type != 'Opaque'", "'found ' + object.data.password"),
  );

  expect(acceptOfSecrets(server)).toBe("application/json");
  expect(summary.violations).toMatchObject([{ kind: "Secret", message: "found <redacted>" }]);
});

test("a Secret that a policy looks up for another object is not shown either", async () => {
  const { summary } = await scanWith(
    policy(
      "configmaps",
      "resource.Get('v1', 'secrets', object.metadata.namespace, 'db').data.password == ''",
      "'found ' + resource.Get('v1', 'secrets', object.metadata.namespace, 'db').data.password",
    ),
  );

  expect(summary.violations).toMatchObject([{ kind: "ConfigMap", message: "found <redacted>" }]);
  expect(JSON.stringify(summary)).not.toContain(Buffer.from(PASSWORD).toString("base64"));
});
