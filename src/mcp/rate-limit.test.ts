import { expect, test } from "vitest";
import { createRateLimit } from "./rate-limit.ts";

test("a caller may spend the burst at once and then goes on at the rate", () => {
  let now = 0;
  const limit = createRateLimit({ perMinute: 60, burst: 3, now: () => now });
  expect([limit("a"), limit("a"), limit("a")]).toEqual([0, 0, 0]);
  expect(limit("a")).toBe(1);
  now = 999;
  expect(limit("a")).toBe(1);
  now = 1000;
  expect(limit("a")).toBe(0);
  expect(limit("a")).toBe(1);
});

test("one caller's calls cost another nothing", () => {
  const limit = createRateLimit({ perMinute: 60, burst: 1, now: () => 0 });
  expect([limit("a"), limit("b"), limit("a")]).toEqual([0, 0, 1]);
});

test("a long pause gives no more than the burst", () => {
  let now = 0;
  const limit = createRateLimit({ perMinute: 60, burst: 2, now: () => now });
  limit("a");
  now = 3_600_000;
  expect([limit("a"), limit("a"), limit("a")]).toEqual([0, 0, 1]);
});

test("callers beyond the limit push out the longest silent one", () => {
  const limit = createRateLimit({ perMinute: 60, burst: 1, maxCallers: 2, now: () => 0 });
  expect([limit("a"), limit("b"), limit("c")]).toEqual([0, 0, 0]);
  expect(limit("c")).toBe(1);
  expect(limit("a")).toBe(0);
});
