import { afterEach, expect, test, vi } from "vitest";
import type { Scan } from "../results/scan.ts";
import type { Violation } from "../results/violation.ts";
import { createTally } from "../results/tally.ts";
import { createScanStore, requireScan, scanBytes } from "./scan-store.ts";

const scan = (seconds: number): Scan => ({ policySets: [], policies: [], contexts: [], seconds });

afterEach(() => {
  vi.useRealTimers();
});

function scanWithRows(rows: number): Scan {
  const row: Violation = {
    context: "",
    namespace: "a",
    kind: "Pod",
    name: "b",
    pods: 0,
    policy: "p",
    rule: "r",
    severity: "high",
    outcome: "fail",
    message: "m".repeat(98),
  };
  const tally = { ...createTally().finish(), violations: Array.from({ length: rows }, () => row) };
  return { ...scan(1), contexts: [{ context: "", notRead: [], warnings: [], tally }] };
}

test("a scan is found by its handle until it is too old", () => {
  let now = 0;
  const store = createScanStore({ maxAgeMs: 1000, now: () => now });
  const handle = store.keep(scan(1)) ?? "";
  expect(handle).toMatch(/^[a-z2-9]{8}$/u);
  expect(store.find(handle)).toEqual(scan(1));
  now = 1001;
  expect(store.find(handle)).toBeUndefined();
});

test("a store that nobody asks drops what is too old by itself", async () => {
  vi.useFakeTimers();
  const store = createScanStore({ maxAgeMs: 1000 });
  store.keep(scan(1));
  expect(vi.getTimerCount()).toBe(1);
  await vi.advanceTimersByTimeAsync(1001);
  expect(vi.getTimerCount()).toBe(0);
  expect(store.handles()).toEqual([]);
});

test("newer scans push the oldest of the same caller out", () => {
  const store = createScanStore({ limit: 2 });
  const other = store.forCaller("other");
  const kept = other.keep(scan(0));
  const handles = [store.keep(scan(1)), store.keep(scan(2)), store.keep(scan(3))];
  expect(store.find(handles[0] ?? "")).toBeUndefined();
  expect(store.handles()).toEqual([handles[2], handles[1]]);
  expect(other.handles()).toEqual([kept]);
});

test("the store holds no more bytes than it may, and who takes most makes room", () => {
  const store = createScanStore({ maxBytes: scanBytes(scanWithRows(10)) * 3 });
  const modest = store.forCaller("modest");
  const small = modest.keep(scanWithRows(5));
  const large = [10, 10, 10].map((rows) => store.keep(scanWithRows(rows)));
  expect(modest.find(small ?? "")).toBeDefined();
  expect(store.handles()).toEqual([large[2], large[1]]);
});

test("a scan that is larger than the whole store is not kept and pushes nothing out", () => {
  const store = createScanStore({ maxBytes: scanBytes(scanWithRows(10)) });
  const small = store.keep(scanWithRows(3));
  expect(store.keep(scanWithRows(20))).toBeUndefined();
  expect(store.handles()).toEqual([small]);
});

test("the number of scans is bounded over all callers too", () => {
  const store = createScanStore({ totalLimit: 3 });
  const callers = ["a", "b", "c", "d"].map((name) => store.forCaller(name));
  for (const caller of callers) caller.keep(scan(1));
  expect(callers.flatMap((caller) => caller.handles())).toHaveLength(3);
});

test("another caller's handle is refused in the same words as one that never was", () => {
  const store = createScanStore();
  const mine = store.forCaller("mine");
  const handle = mine.keep(scan(1)) ?? "";
  expect(requireScan(handle, mine)).toEqual(scan(1));
  const refusal = (known: string): string => {
    try {
      requireScan(known, store.forCaller("yours"));
      return "found";
    } catch (error) {
      return String(error).replace(known, "HANDLE");
    }
  };
  expect(refusal(handle)).toContain('unknown or expired handle "HANDLE"');
  expect(refusal(handle)).toBe(refusal("zzzzzzzz"));
  expect(refusal(handle)).not.toContain(handle);
});
