import { expect, test } from "vitest";
import type { Scan } from "../results/scan.ts";
import { createScanStore } from "./scan-store.ts";

const scan = (seconds: number): Scan => ({ policySets: [], policies: [], contexts: [], seconds });

test("a scan is found by its handle until it is too old", () => {
  let now = 0;
  const store = createScanStore({ maxAgeMs: 1000, now: () => now });
  const handle = store.keep(scan(1));
  expect(handle).toMatch(/^[a-z2-9]{8}$/u);
  expect(store.find(handle)).toEqual(scan(1));
  now = 1001;
  expect(store.find(handle)).toBeUndefined();
});

test("newer scans push the oldest out", () => {
  const store = createScanStore({ limit: 2 });
  const [first, second, third] = [store.keep(scan(1)), store.keep(scan(2)), store.keep(scan(3))];
  expect(store.find(first)).toBeUndefined();
  expect(store.handles()).toEqual([third, second]);
});
