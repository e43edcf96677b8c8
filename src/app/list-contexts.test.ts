import { expect, test, vi } from "vitest";
import { fakeConnection, fakeKubeconfig, fakeServices } from "../../test/fake-services.ts";
import { UserError } from "../manifest/user-error.ts";
import { listContexts } from "./list-contexts.ts";
import { switchContext } from "./switch-context.ts";

const version = () => Promise.resolve({ gitVersion: "v1.36.1", platform: "linux/amd64" });

test("each context says whether its cluster answers, and no credential of its address shows", async () => {
  const services = fakeServices({
    loadKubeconfig: () => Promise.resolve(fakeKubeconfig("prod", "broken")),
    connect: (context) =>
      context === "prod"
        ? Promise.resolve(fakeConnection(context, version))
        : Promise.reject(new UserError("connection refused")),
  });
  const answer = await listContexts({}, services);
  expect(answer).toEqual({
    total: 2,
    contexts: [
      {
        context: "prod",
        cluster: "prod",
        server: "https://prod.example:6443",
        selected: true,
        reachable: true,
        version: "v1.36.1",
      },
      {
        context: "broken",
        cluster: "broken",
        server: "https://broken.example:6443",
        selected: false,
        reachable: false,
        problem: "connection refused",
      },
    ],
  });
});

test("a cluster that never answers costs its deadline, not more", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout"] });
  try {
    const services = fakeServices({
      loadKubeconfig: () => Promise.resolve(fakeKubeconfig("hanging")),
      connect: (context) =>
        Promise.resolve(fakeConnection(context, () => new Promise(() => undefined))),
    });
    const { contexts } = await listContexts({}, services);
    expect(contexts[0]).toMatchObject({ reachable: false, problem: "no answer within 2 s" });
  } finally {
    vi.useRealTimers();
  }
});

test("the selected context is shown first however many there are", async () => {
  const names = Array.from({ length: 60 }, (_, index) => `cluster-${index}`);
  const services = fakeServices({
    loadKubeconfig: () => Promise.resolve(fakeKubeconfig(...names)),
  });
  services.selection.select("cluster-59");
  const answer = await listContexts({ reach: false }, services);
  expect(answer.contexts[0]).toMatchObject({ context: "cluster-59", selected: true });
  expect(answer.contexts).toHaveLength(40);
  expect(answer.total).toBe(60);
  expect(answer.hint).toContain("20 more contexts are not shown");
});

test("switching is kept in the session and shows in the list", async () => {
  const services = fakeServices({
    loadKubeconfig: () => Promise.resolve(fakeKubeconfig("prod", "staging")),
    connect: (context) => Promise.resolve(fakeConnection(context, version)),
  });
  expect(await switchContext({ context: "staging" }, services)).toMatchObject({
    context: "staging",
    selected: true,
    previous: "prod",
    version: "v1.36.1",
  });
  const { contexts } = await listContexts({ reach: false }, services);
  expect(contexts.find(({ selected }) => selected)?.context).toBe("staging");
});

test("where calls share no session, switching says that nothing was selected", async () => {
  const { createSelection } = await import("./services.ts");
  const services = fakeServices({
    loadKubeconfig: () => Promise.resolve(fakeKubeconfig("prod", "staging")),
    selection: createSelection(false),
  });
  const answer = await switchContext({ context: "staging" }, services);
  expect(answer.selected).toBe(false);
  expect(answer.hint).toContain('pass context="staging"');
  expect(services.selection.current()).toBeUndefined();
});
