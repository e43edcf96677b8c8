import { expect, test } from "vitest";
import { CelDuration, CelTimestamp } from "../boxed-values.ts";
import { CelError, CelUint, type CelValue } from "../values.ts";
import { celCompare } from "./compare.ts";
import { less } from "./relations.ts";

test.for<[CelValue, CelValue]>([
  [1n, 2],
  [1.5, 2n],
  [new CelUint(1n), 2n],
  [-1n, new CelUint(0n)],
  ["a", "b"],
  ["a", "ab"],
  ["\uffff", "\u{1f600}"],
  [false, true],
  [new Uint8Array([1]), new Uint8Array([1, 0])],
  [new CelTimestamp(1n), new CelTimestamp(2n)],
  [new CelDuration(-1n), new CelDuration(0n)],
])("%o is below %o", ([a, b]) => {
  expect([celCompare(a, b), celCompare(b, a), celCompare(a, a)]).toEqual([-1, 1, 0]);
});

test("cel-go compares an int with a double as doubles", () => {
  expect(celCompare(9007199254740993n, 9007199254740992)).toBe(0);
});

test.for<[CelValue, CelValue, string]>([
  [1n, "a", "no such overload"],
  ["a", 1n, "no such overload"],
  [[1n], [2n], "no such overload: _<_"],
  [null, 1n, "no such overload: _<_"],
  [{}, {}, "no such overload: _<_"],
])("%o < %o is an error", ([a, b, message]) => {
  expect(less(a, b)).toEqual(new CelError(message));
});

test("NaN is not ordered, and below nothing", () => {
  expect(celCompare(Number.NaN, 1n)).toEqual(new CelError("NaN values cannot be ordered"));
  expect(less(Number.NaN, 1n)).toBe(false);
});
