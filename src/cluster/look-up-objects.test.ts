import { expect, test } from "vitest";
import { generateObjects } from "../../test/fake-api-server/generate-objects.ts";
import { failureOf, useFakes } from "../../test/fake-api-server/use-fakes.ts";
import { getObject, listObjects } from "./look-up-objects.ts";

const fakes = useFakes();
const objects = generateObjects({ pods: 1200, namespaces: 2, podsPerDeployment: 600 });

test("an object is what the server has; one that does not exist is null", async () => {
  const connection = await fakes.connect(await fakes.start({ objects }));
  const address = { apiVersion: "apps/v1", plural: "deployments", namespace: "team-001" };

  const found = await getObject(connection, { ...address, name: "app-00001" });
  const missing = await getObject(connection, { ...address, name: "app-00000" });
  const scoped = await getObject(connection, {
    apiVersion: "v1",
    plural: "namespaces",
    namespace: "",
    name: "team-000",
  });

  expect(found).toMatchObject({ kind: "Deployment", metadata: { name: "app-00001" } });
  expect(missing).toBeNull();
  expect(scoped).toMatchObject({ kind: "Namespace" });
});

test("a list holds the objects of every page, typed, and can be narrowed by labels", async () => {
  const connection = await fakes.connect(await fakes.start({ objects }));
  const address = { apiVersion: "v1", plural: "pods", namespace: "team-000" };

  const all = await listObjects(connection, address);
  const none = await listObjects(connection, { ...address, labels: { app: "other" } });

  expect(all).toMatchObject({ apiVersion: "v1", kind: "PodList" });
  expect(all.items).toHaveLength(600);
  expect(all.items[0]).toMatchObject({ apiVersion: "v1", kind: "Pod" });
  expect(none).toMatchObject({ kind: "PodList", items: [] });
});

test("what may not be read is an error, not null or an empty list", async () => {
  const connection = await fakes.connect(await fakes.start({ objects, mayRead: () => false }));
  const address = { apiVersion: "v1", plural: "pods", namespace: "team-000" };

  const got = await failureOf(getObject(connection, { ...address, name: "a" }));
  const listed = await failureOf(listObjects(connection, address));

  expect([got, listed]).toMatchObject([{ reason: "forbidden" }, { reason: "forbidden" }]);
});
