import { expect, test } from "vitest";
import { useFakes } from "../../../test/fake-api-server/use-fakes.ts";
import type { ApiCall } from "../observer.ts";
import { watchApiCalls } from "./watch-api-calls.ts";

const fakes = useFakes();

function watch(): { readonly calls: ApiCall[]; readonly begun: string[] } {
  const calls: ApiCall[] = [];
  const begun: string[] = [];
  fakes.onEnd(
    watchApiCalls(({ path }) => {
      begun.push(path);
      return (call) => calls.push(call);
    }),
  );
  return { calls, begun };
}

test("every request of a connection is told with its path, status and time", async () => {
  const { calls } = watch();
  const server = await fakes.start();
  const connection = await fakes.connect(server);
  await connection.get("/api/v1/pods?limit=5");
  await connection.get("/api/v1/nothing").catch(() => undefined);
  expect(calls).toMatchObject([
    { method: "GET", path: "/api/v1/pods", status: 200, failure: undefined },
    { method: "GET", path: "/api/v1/nothing", status: 404 },
  ]);
  expect(calls.every(({ ms }) => ms > 0)).toBe(true);
});

test("a connection that breaks is told with its code", async () => {
  const { calls } = watch();
  const server = await fakes.start();
  server.addFault({ path: "/version", kind: "reset", times: 9 });
  const connection = await fakes.connect(server);
  await connection.version().catch(() => undefined);
  expect(calls.length).toBeGreaterThan(0);
  expect(calls[0]).toMatchObject({
    status: undefined,
    failure: expect.stringMatching(/^[A-Z_]+$/u),
  });
});

test("nothing is told after the watch ended", async () => {
  const calls: ApiCall[] = [];
  const end = watchApiCalls(() => (call) => calls.push(call));
  end();
  const server = await fakes.start();
  await (await fakes.connect(server)).version();
  expect(calls).toEqual([]);
});
