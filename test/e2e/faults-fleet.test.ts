import { writeFile } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { formatAnswer } from "../../src/mcp/format-answer.ts";
import { applyPoliciesTool } from "../../src/mcp/tools/apply-policies.ts";
import { DEFAULT_LIMITS } from "../../src/cluster/transport/limits.ts";
import type { FakeApiServer } from "../fake-api-server/start-fake-api-server.ts";
import { useFakes } from "../fake-api-server/use-fakes.ts";
import type { KubeconfigCluster } from "../fake-api-server/write-kubeconfig.ts";
import {
  faultyCluster,
  OBJECTS,
  PRIVILEGED,
  scanFleet,
  servicesFor,
  WIDGETS,
} from "./fault-fleet.ts";

const fakes = useFakes();
const admin = { user: { token: "admin-token" } };

function healthyCluster(server: FakeApiServer, ...names: readonly string[]): KubeconfigCluster {
  return { server: server.url, contexts: Object.fromEntries(names.map((name) => [name, admin])) };
}

/** A port that accepts connections and never says a word. */
async function startBlackHole(): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  fakes.onEnd(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port was assigned");
  return `127.0.0.1:${address.port}`;
}

test.for(["https", "http"])(
  "with the usual limits a dead %s server costs less than 5 s and hides nothing",
  { timeout: 20_000 },
  async (scheme) => {
    const live = await fakes.start({ objects: OBJECTS });
    const dead = `${scheme}://${await startBlackHole()}`;
    const services = await servicesFor(
      fakes,
      [faultyCluster(dead), healthyCluster(live, "healthy")],
      { requestLimits: DEFAULT_LIMITS },
    );
    const began = performance.now();

    const summary = await scanFleet(fakes, services);

    expect(performance.now() - began).toBeLessThan(6000);
    expect(summary).toMatchObject({
      complete: false,
      contexts: [
        { context: "faulty", complete: false, scanned: { resources: 0 } },
        { context: "healthy", complete: true, totals: { violations: PRIVILEGED + WIDGETS } },
      ],
      not_read: [{ context: "faulty", resource: "the whole cluster", reason: "timeout" }],
      matrix: [
        { policy: "judge-pods", faulty: "not read", healthy: PRIVILEGED },
        { policy: "judge-widgets", faulty: "not read", healthy: WIDGETS },
      ],
    });
    expect(summary.not_read[0]?.message).toContain(dead);
  },
);

test(
  "apply_policies takes * for every context, and its answer stays small",
  { timeout: 30_000 },
  async () => {
    const live = await fakes.start({ objects: OBJECTS });
    const names = Array.from({ length: 12 }, (_, index) => `cluster-${index}`);
    const services = await servicesFor(fakes, [
      healthyCluster(live, ...names),
      faultyCluster("https://127.0.0.1:9"),
    ]);
    const call = applyPoliciesTool.parse({ contexts: "*", policySets: "pod-security" });
    if (!call.ok) throw new Error("the arguments are refused");

    const { facts } = await call.run(services);

    expect(facts).toMatchObject({ complete: false, omitted: { contexts: expect.any(Number) } });
    expect(facts["contexts"]).toMatchObject([
      { context: "faulty", complete: false },
      { complete: true, totals: { violations: 32 } },
      ...Array.from({ length: 4 }, () => ({ complete: true })),
    ]);
    expect(facts["matrix"]).toMatchObject([
      { policy: "disallow-privileged-containers", faulty: "not read" },
      { faulty: "not read" },
    ]);
    expect(facts["not_read"]).toMatchObject([{ context: "faulty", reason: "unreachable" }]);
    expect((JSON.stringify(facts).length + formatAnswer(facts).length) / 4).toBeLessThan(2500);
  },
);

test("what policies look up after the deadline is an error of theirs, not an answer", async () => {
  const live = await fakes.start({ objects: OBJECTS });
  live.addFault({ path: "/secrets/none", kind: "silent", times: 1000 });
  const services = await servicesFor(fakes, [healthyCluster(live, "healthy")]);
  const lookup = {
    apiVersion: "policies.kyverno.io/v1",
    kind: "ValidatingPolicy",
    metadata: { name: "asks" },
    spec: {
      matchConstraints: {
        resourceRules: [
          {
            apiGroups: ["example.com"],
            apiVersions: ["v1"],
            operations: ["CREATE"],
            resources: ["widgets"],
          },
        ],
      },
      validations: [{ expression: "has(resource.Get('v1', 'secrets', 'team-000', 'none').data)" }],
    },
  };
  const file = join(await fakes.folder(), "policy.json");
  await writeFile(file, JSON.stringify(lookup));

  const summary = await scanFleet(fakes, services, {
    contexts: ["healthy"],
    policyPaths: [file],
    timeoutSeconds: 1,
  });

  expect(summary).toMatchObject({
    complete: false,
    totals: { violations: 0, error: WIDGETS },
    errors_by_policy: [
      {
        policy: "asks",
        errors: WIDGETS,
        message: expect.stringContaining("the time for this scan was over") as unknown,
      },
    ],
  });
});

test("six dead servers cost no more time than one", { timeout: 20_000 }, async () => {
  const live = await fakes.start({ objects: OBJECTS });
  const hole = await startBlackHole();
  const names = ["d1", "d2", "d3", "d4", "d5", "d6"];
  const services = await servicesFor(fakes, [
    { server: `https://${hole}`, contexts: Object.fromEntries(names.map((name) => [name, admin])) },
    healthyCluster(live, "healthy"),
  ]);
  const began = performance.now();

  const summary = await scanFleet(fakes, services, { contexts: "all" });

  // Each is given 0.7 s here.
  expect(performance.now() - began).toBeLessThan(3000);
  expect(summary.not_read.map(({ context }) => context)).toEqual(names);
  expect(summary.contexts?.at(-1)).toMatchObject({ context: "healthy", complete: true });
});

test("a server of one context that is dead is an error that says why", async () => {
  const services = await servicesFor(fakes, [faultyCluster("https://127.0.0.1:9")]);

  const scanning = scanFleet(fakes, services, { contexts: ["faulty"] });

  await expect(scanning).rejects.toThrow("nothing listens there (connection refused)");
});

test(
  "discovery is asked once for many scans of a server process, and again for an unknown kind",
  { timeout: 20_000 },
  async () => {
    const live = await fakes.start({ objects: OBJECTS });
    const services = await servicesFor(fakes, [healthyCluster(live, "healthy")]);
    const asked = (): number =>
      live.requests.filter(({ path }) => path === "/api" || path === "/apis").length;
    const scanOnce = (kinds: readonly string[]) =>
      scanFleet(fakes, services, { contexts: ["healthy"], filter: { kinds } });
    vi.useFakeTimers({ toFake: ["Date"] });
    fakes.onEnd(() => vi.useRealTimers());

    await Promise.all([scanOnce([]), scanOnce([]), scanOnce(["Pod"])]);
    await scanOnce([]);
    expect(asked()).toBe(2);
    vi.setSystemTime(Date.now() + 3000);
    const summary = await scanOnce(["Gadget"]);

    expect(asked()).toBe(4);
    expect(summary.not_read).toMatchObject([{ resource: "Gadget", reason: "unknown kind" }]);
  },
);

/** Sockets, timers and the like that keep this process busy. */
function busyResources(): readonly string[] {
  return process.getActiveResourcesInfo().filter((name) => /TCP|TLS|Timeout|Worker/u.test(name));
}

test(
  "a hundred scans at once, most of them cancelled at some moment, end at once and leave nothing",
  { timeout: 60_000 },
  async () => {
    const live = await fakes.start({ tls: true, objects: OBJECTS });
    live.addFault({ path: "/widgets", kind: { bytesPerMs: 2 }, times: 50 });
    const services = await servicesFor(fakes, [faultyCluster(live.url)]);
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => void unhandled.push(reason);
    process.on("unhandledRejection", note);
    fakes.onEnd(() => process.off("unhandledRejection", note));
    const cancelled: { at: number; ended: number }[] = [];
    const before = busyResources().length;

    const scans = Array.from({ length: 100 }, async (_, index) => {
      const controller = new AbortController();
      const { signal } = controller;
      const times = { at: Infinity, ended: 0 };
      if (index % 5 !== 0) {
        setTimeout(
          () => {
            times.at = performance.now();
            controller.abort(new Error("no longer wanted"));
          },
          (index * 37) % 900,
        );
      }
      try {
        const bounded = { ...services, signal };
        return await scanFleet(fakes, bounded, { contexts: ["faulty"] });
      } catch (error) {
        times.ended = performance.now();
        cancelled.push(times);
        return error;
      }
    });
    const ended = await Promise.all(scans);

    const summaries = ended.filter((end) => !(end instanceof Error));
    const failures = ended.filter((end) => end instanceof Error);
    expect(failures.map(({ message }) => message)).toEqual(failures.map(() => "no longer wanted"));
    expect(failures.length).toBeGreaterThan(20);
    expect(Math.max(...cancelled.map(({ at, ended: end }) => end - at))).toBeLessThan(1500);
    expect(summaries.length).toBeGreaterThanOrEqual(20);
    for (const summary of summaries) {
      expect(summary).toMatchObject({
        complete: true,
        totals: { violations: PRIVILEGED + WIDGETS },
      });
    }
    await vi.waitFor(() => expect(live.answering()).toBe(0), 5000);
    expect(live.openConnections()).toBeLessThanOrEqual(6);
    const connection = await services.connect("faulty");
    await connection.close();
    await vi.waitFor(() => expect(live.openConnections()).toBe(0), 5000);
    await vi.waitFor(() => expect(busyResources().length).toBeLessThanOrEqual(before + 2), 5000);
    expect(unhandled).toEqual([]);
  },
);
