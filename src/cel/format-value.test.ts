import { expect, test } from "vitest";
import { CelDuration, CelMap, CelOptional, CelTimestamp } from "./boxed-values.ts";
import { formatValue } from "./format-value.ts";
import { CelError, type CelResult, CelUint } from "./values.ts";

test.for<[CelResult, string]>([
  [null, "null"],
  [true, "true"],
  [1n, "1"],
  [1.5, "1.5"],
  [new CelUint(7n), "7u"],
  ['say "hi"', String.raw`"say \"hi\""`],
  [[1n, "a"], '[1, "a"]'],
  [{ a: { b: [] } }, "{a: {b: []}}"],
  [[1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n], "[1, 2, 3, 4, 5, 6, … 2 more]"],
  [CelOptional.none, "optional.none()"],
  [CelOptional.of("x"), 'optional.of("x")'],
  [new CelTimestamp(0n), "timestamp 1970-01-01T00:00:00.000Z"],
  [new CelDuration(90_000_000_000n), "duration 90s"],
  [new CelMap([[1n, true]]), "{1: true}"],
  [new CelError("no such key: a"), "error: no such key: a"],
  [{ a: { b: { c: { d: { e: 1 } } } } }, "{a: {b: {c: {d: {… 1}}}}}"],
])("%o reads %s", ([value, text]) => {
  expect(formatValue(value)).toBe(text);
});

test("a long value is cut and shows that it was", () => {
  expect(formatValue("x".repeat(500), 20)).toBe(`"${"x".repeat(18)}…`);
});
