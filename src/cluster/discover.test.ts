import { expect, test } from "vitest";
import { failureOf, useFakes } from "../../test/fake-api-server/use-fakes.ts";
import { discover } from "./discover.ts";

const fakes = useFakes();

test.for([
  ["aggregated", true, 2],
  ["plain", false, 10],
] as const)("%s discovery finds the same resources", async ([, aggregated, requests]) => {
  const server = await fakes.start({ aggregated });
  const connection = await fakes.connect(server);

  const { resources, notRead } = await discover(connection);

  const names = resources.map(({ plural, group, version }) => `${plural}.${group}/${version}`);
  expect(names).toHaveLength(18);
  expect(names).toEqual(
    expect.arrayContaining(["pods./v1", "deployments.apps/v1", "widgets.example.com/v1"]),
  );
  expect(resources.find(({ plural }) => plural === "pods")).toMatchObject({
    group: "",
    version: "v1",
    kind: "Pod",
    namespaced: true,
    verbs: expect.arrayContaining(["list", "get"]) as unknown,
    subresources: ["status"],
  });
  expect(resources.find(({ plural }) => plural === "namespaces")?.namespaced).toBe(false);
  expect(notRead).toEqual([]);
  expect(server.requests).toHaveLength(requests);
});

test.for([
  ["aggregated", true],
  ["plain", false],
] as const)("%s discovery prefers the server's first version", async ([, aggregated]) => {
  const connection = await fakes.connect(await fakes.start({ aggregated }));

  const { resources } = await discover(connection);

  const versions = resources.filter(({ plural }) => plural === "horizontalpodautoscalers");
  expect(versions.map(({ version, preferred }) => [version, preferred])).toEqual([
    ["v2", true],
    ["v1", false],
  ]);
});

test.for([
  ["aggregated", true],
  ["plain", false],
] as const)("an API that is down is named and hides no other: %s", async ([, aggregated]) => {
  const brokenApis = ["example.com/v1"];
  const server = await fakes.start({ aggregated, brokenApis });
  const connection = await fakes.connect(server, { context: "prod", timeoutMs: 600 });

  const { resources, notRead } = await discover(connection);

  expect(resources).toHaveLength(17);
  expect(notRead).toEqual([
    {
      context: "prod",
      resource: "example.com/v1",
      reason: "unavailable",
      message: expect.stringMatching(/does not answer|unable to handle/) as unknown,
      hint: "check the API's server: kubectl get apiservice --context prod",
    },
  ]);
});

test("built-in resources are found when the other groups can't be read", async () => {
  const server = await fakes.start();
  server.addFault({ path: "/apis", kind: { status: 403 }, times: 10 });
  const connection = await fakes.connect(server);

  const { resources, notRead } = await discover(connection);

  expect(resources.map(({ plural }) => plural)).toContain("pods");
  expect(notRead).toMatchObject([{ resource: "apis", reason: "forbidden" }]);
});

test("a server that answers nothing is an error, not an empty discovery", async () => {
  const connection = await fakes.connect({ url: "http://127.0.0.1:1" });

  const error = await failureOf(discover(connection));

  expect(error).toMatchObject({ name: "ClusterError", reason: "unreachable" });
});
