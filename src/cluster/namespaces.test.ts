import { expect, test } from "vitest";
import { generateObjects } from "../../test/fake-api-server/generate-objects.ts";
import { useFakes } from "../../test/fake-api-server/use-fakes.ts";
import { getNamespaces, listNamespaces } from "./namespaces.ts";

const fakes = useFakes();
const objects = generateObjects({ pods: 0, namespaces: 700 });

test("all namespaces are listed with their labels, over several pages", async () => {
  const connection = await fakes.connect(await fakes.start({ objects }));

  const { namespaces, notRead } = await listNamespaces(connection);

  expect(namespaces).toHaveLength(700);
  expect(namespaces[1]).toMatchObject({
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: "team-001", labels: { tier: "silver" } },
  });
  expect(notRead).toEqual([]);
});

test("namespaces that may not be listed are a row, not nothing", async () => {
  const server = await fakes.start({ objects, mayRead: () => false });
  const connection = await fakes.connect(server, { context: "prod" });

  const { namespaces, notRead } = await listNamespaces(connection);

  expect(namespaces).toEqual([]);
  expect(notRead).toMatchObject([{ context: "prod", resource: "namespaces", reason: "forbidden" }]);
});

test("a named namespace that does not exist or may not be read is named", async () => {
  const server = await fakes.start({
    objects,
    mayRead: (_, { namespace }) => namespace !== "secret",
  });
  server.addFault({ path: "/team-002", kind: { status: 403, message: "no" } });
  const connection = await fakes.connect(server, { context: "prod" });

  const { namespaces, notRead } = await getNamespaces(connection, [
    "team-001",
    "team-001",
    "tean-001",
    "team-002",
  ]);

  expect(namespaces.map(({ metadata }) => metadata.name)).toEqual(["team-001"]);
  expect(notRead).toEqual([
    {
      context: "prod",
      namespace: "tean-001",
      resource: "namespaces",
      reason: "not_found",
      message: 'there is no namespace "tean-001"',
      hint: "check the name: kubectl get namespaces --context prod",
    },
    expect.objectContaining({ namespace: "team-002", reason: "forbidden" }) as unknown,
  ]);
});
