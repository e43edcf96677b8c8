import { expect, test } from "vitest";
import { Failure } from "../failure.ts";
import { ALL_OPERATORS } from "./all-operators.ts";
import { operandOf } from "./operand.ts";

/** Whole numbers of the policy are bigints; plain numbers are what variables bring. */
function holds(key: unknown, operator: string, value: unknown): unknown {
  return ALL_OPERATORS.get(operator)?.(operandOf(key), operandOf(value));
}

test.for([
  [true, "Equals", true, true],
  [true, "Equals", "true", false],
  [true, "NotEquals", "true", true],
  [5, "Equals", 5n, true],
  [5.5, "Equals", 5n, false],
  [5, "Equals", "5.0", true],
  [5n, "Equals", "5.0", false],
  [5n, "Equals", 5, true],
  ["nginx:latest", "Equals", "nginx:*", true],
  ["nginx:*", "Equals", "nginx:latest", false],
  ["1h", "Equals", 3600n, true],
  ["60m", "Equals", "1h", true],
  ["0", "Equals", "0s", false],
  ["0", "Equals", 0n, false],
  ["1Gi", "Equals", "1024Mi", true],
  ["1Gi", "Equals", "*", false],
  ["1Gi", "NotEquals", "", true],
  ["1Gi", "NotEquals", "*", true],
  [[1, 5], "Equals", [1, 5], true],
  [[1, 5], "Equals", [1n, 5n], false],
  [{ a: "b", c: [1] }, "Equals", { c: [1], a: "b" }, true],
  [{ a: "b" }, "Equals", { a: "b", c: 1 }, false],
  [{ a: "b" }, "NotEquals", ["b"], true],
  [null, "Equals", null, false],
  [null, "NotEquals", "x", false],
] as const)("%o %s %o is %o", ([key, operator, value, wanted]) => {
  expect(holds(key, operator, value)).toBe(wanted);
});

test.for([
  ["a", "AnyIn", ["b", "a*"], true],
  ["a*", "AnyIn", ["abc"], true],
  ["a", "AnyIn", '["a","b"]', true],
  ["a", "AnyIn", '{"a":1}', false],
  ["a", "AnyNotIn", '{"a":1}', false],
  ["5", "AnyIn", "1-10", true],
  ["50", "AnyNotIn", "1-10", true],
  [1e6, "AnyIn", ["1000000"], false],
  [1e6, "AnyIn", ["1e+06"], true],
  [true, "AllIn", ["true"], true],
  ["a", "AllIn", 5n, false],
  [["a", "b"], "AnyIn", ["b"], true],
  [["a", "b"], "AllIn", ["b"], false],
  [["a", "b"], "AnyNotIn", ["b"], true],
  [["a", "b"], "AllNotIn", ["c"], true],
  [[], "AllIn", ["a"], true],
  [[], "AnyIn", ["a"], false],
  [[], "AllNotIn", ["a"], true],
  [[], "AnyNotIn", ["a"], false],
  [["x"], "AllNotIn", "1-10", true],
  [["5", "50"], "AllNotIn", "1-10", false],
  [["a"], "AnyNotIn", "a", false],
  [[1e6], "AnyNotIn", 1_000_000n, false],
  [[null, { a: 1 }], "AllIn", ["<nil>", "map[a:1]"], true],
  [null, "AllNotIn", ["a"], false],
  [{ a: 1 }, "AnyNotIn", ["a"], false],
] as const)("%o %s %o is %o", ([key, operator, value, wanted]) => {
  expect(holds(key, operator, value)).toBe(wanted);
});

test.for([
  ["a", "In", ["a*"], true],
  ["a", "In", "b", false],
  ["a", "NotIn", "b", false],
  ["a", "NotIn", '["b"]', true],
  [["a"], "In", ["a", "b"], true],
  [["ab"], "In", ["a*"], false],
  [["a", "c"], "NotIn", ["a", "b"], true],
  [["a"], "NotIn", "a", true],
] as const)("%o %s %o is %o", ([key, operator, value, wanted]) => {
  expect(holds(key, operator, value)).toBe(wanted);
});

test("In can't compare a list that holds a number", () => {
  expect(holds([1], "In", ["1"])).toBeInstanceOf(Failure);
});

test.for([
  [5, "GreaterThan", 4n, true],
  [5, "GreaterThanOrEquals", "5", true],
  [5, "LessThan", "1h", true],
  ["2h", "GreaterThan", 3600n, true],
  ["2Gi", "GreaterThan", "1024Mi", true],
  ["10", "GreaterThan", 9n, true],
  ["10Mi", "GreaterThan", 9n, false],
  ["1.10.0", "GreaterThan", "1.9.0", true],
  ["1.10.0-rc.1", "LessThan", "1.10.0", true],
  ["abc", "LessThan", "abd", false],
  [true, "GreaterThan", 0n, false],
  [[5], "GreaterThan", 0n, false],
  ["1h", "DurationGreaterThan", "59m", true],
  [90.9, "DurationLessThanOrEquals", "90s", true],
  ["x", "DurationLessThan", "90s", false],
  [1e21, "DurationGreaterThan", 1n, false],
] as const)("%o %s %o is %o", ([key, operator, value, wanted]) => {
  expect(holds(key, operator, value)).toBe(wanted);
});
