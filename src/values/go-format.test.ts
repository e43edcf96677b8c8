import { expect, test } from "vitest";
import { formatGoValue } from "./go-format.ts";

test.for([
  [null, "<nil>"],
  [undefined, "<nil>"],
  ["", ""],
  ["a b", "a b"],
  [true, "true"],
  [3, "3"],
  [1e6, "1e+06"],
  [0.5, "0.5"],
  [[], "[]"],
  [["a", 1, null], "[a 1 <nil>]"],
  [{}, "map[]"],
  [{ b: { c: [1.5] }, a: "x" }, "map[a:x b:map[c:[1.5]]]"],
] as const)("%j prints as %s", ([value, expected]) => {
  expect(formatGoValue(value)).toBe(expected);
});
