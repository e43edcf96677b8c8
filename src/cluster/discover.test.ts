import { expect, test, vi } from "vitest";
import { failureOf, useFakes } from "../../test/fake-api-server/use-fakes.ts";
import { discover, forgetDiscovery } from "./discover.ts";

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

test("what a server has is asked once a minute, whoever asks and at whatever time", async () => {
  const server = await fakes.start();
  const connection = await fakes.connect(server);
  vi.useFakeTimers({ toFake: ["Date"] });
  fakes.onEnd(() => vi.useRealTimers());

  const together = await Promise.all([discover(connection), discover(connection)]);
  const later = await discover(connection.until(Date.now() + 5000));
  expect(server.requests).toHaveLength(2);
  vi.setSystemTime(Date.now() + 61_000);
  await discover(connection);

  expect(later.resources).toEqual(together[1]?.resources);
  expect(server.requests).toHaveLength(4);
});

test("what is remembered is asked for anew when it does not suffice, but not within two seconds", async () => {
  const server = await fakes.start();
  const connection = await fakes.connect(server);
  vi.useFakeTimers({ toFake: ["Date"] });
  fakes.onEnd(() => vi.useRealTimers());

  await discover(connection, { suffices: () => false });
  await discover(connection, { suffices: () => false });
  expect(server.requests).toHaveLength(2);
  vi.setSystemTime(Date.now() + 3000);
  await discover(connection, { suffices: () => true });
  expect(server.requests).toHaveLength(2);
  await discover(connection, { suffices: () => false });

  expect(server.requests).toHaveLength(4);
});

test("a discovery with gaps, or one that was forgotten, is not remembered", async () => {
  const broken = await fakes.start({ brokenApis: ["example.com/v1"] });
  const whole = await fakes.start();
  const toBroken = await fakes.connect(broken);
  const toWhole = await fakes.connect(whole);

  await discover(toBroken);
  await discover(toBroken);
  await discover(toWhole);
  forgetDiscovery(toWhole);
  await discover(toWhole);

  expect(broken.requests).toHaveLength(4);
  expect(whole.requests).toHaveLength(4);
});

test("who gives up does not take the answer from others, and the last one breaks the question off", async () => {
  const server = await fakes.start();
  server.addFault({ path: "/api", kind: { bytesPerMs: 5 }, times: 2 });
  const connection = await fakes.connect(server);
  const [first, second] = [new AbortController(), new AbortController()];

  const given = failureOf(discover(connection, { signal: first.signal }));
  const kept = discover(connection, { signal: second.signal });
  first.abort(new Error("no longer wanted"));

  expect(await given).toHaveProperty("message", "no longer wanted");
  expect((await kept).resources).toHaveLength(18);

  forgetDiscovery(connection);
  server.addFault({ path: "/api", kind: "silent", times: 2 });
  const alone = failureOf(discover(connection, { signal: second.signal }));
  await vi.waitFor(() => expect(server.requests).toHaveLength(4));
  second.abort(new Error("stop"));
  await alone;
  await vi.waitFor(() => expect(server.answering()).toBe(0));
});

test("who joins a question that runs out of its asker's time asks again", async () => {
  const server = await fakes.start();
  server.addFault({ path: "/api", kind: "silent", times: 2 });
  const connection = await fakes.connect(server);

  const hurried = failureOf(discover(connection.until(Date.now() + 150)));
  const patient = discover(connection);

  expect(await hurried).toMatchObject({ reason: "deadline" });
  expect((await patient).resources).toHaveLength(18);
});
