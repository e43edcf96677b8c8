import { expect, test } from "vitest";
import { CelDuration, CelOptional, CelTimestamp, mapOf } from "../boxed-values.ts";
import { CelUint, type CelValue } from "../values.ts";
import { celEquals } from "./equality.ts";

const bytes = (...values: number[]) => new Uint8Array(values);

test.for<[CelValue, CelValue]>([
  [1n, 1],
  [1n, new CelUint(1n)],
  [new CelUint(1n), 1],
  [0, -0],
  ["a", "a"],
  [null, null],
  [
    [1n, [2]],
    [1, [2n]],
  ],
  [
    { a: 1, b: [null] },
    { b: [null], a: 1n },
  ],
  [bytes(1, 2), bytes(1, 2)],
  [mapOf([[1n, "x"]]), mapOf([[1n, "x"]])],
  [new CelTimestamp(5n, 3600), new CelTimestamp(5n)],
  [new CelDuration(5n), new CelDuration(5n)],
  [CelOptional.of(1n), CelOptional.of(1)],
  [CelOptional.none, CelOptional.none],
])("%o equals %o", ([a, b]) => {
  expect(celEquals(a, b)).toBe(true);
  expect(celEquals(b, a)).toBe(true);
});

test.for<[CelValue, CelValue]>([
  [1n, "1"],
  [1n, true],
  [null, 0n],
  [null, false],
  [Number.NaN, Number.NaN],
  [[Number.NaN], [Number.NaN]],
  [1.5, 1n],
  [new CelUint(1n), null],
  [[1n], [1n, 2n]],
  [[], {}],
  [{ a: 1 }, { b: 1 }],
  [{ a: 1 }, { a: 1, b: 1 }],
  [{ toString: null }, {}],
  [bytes(1), bytes(2)],
  [bytes(1), [1]],
  [mapOf([[1n, "x"]]), mapOf([[2n, "x"]])],
  [new CelTimestamp(5n), new CelDuration(5n)],
  [CelOptional.of(1n), CelOptional.none],
])("%o does not equal %o", ([a, b]) => {
  expect(celEquals(a, b)).toBe(false);
  expect(celEquals(b, a)).toBe(false);
});

test("comparing lists and maps takes steps of the budget", () => {
  const meter = { budget: 100 };
  celEquals([1n, 2n, { a: 1n }], [1n, 2n, { a: 1n }], meter);
  expect(meter.budget).toBe(96);
});
