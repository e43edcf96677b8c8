import { expect, test } from "vitest";
import { compileLeaf } from "./compile-leaf.ts";

test.for([
  // Booleans are their own type; a text may name one.
  [true, true, true],
  [true, "true", false],
  ["true", true, true],
  ["!true", false, true],
  // Numbers, and texts that are numbers.
  [1, 1, true],
  [1, "1", true],
  [1, "+1", true],
  [1, "1.0", false],
  [1, 1.5, false],
  [1.5, "1.5", true],
  [1.5, 1, false],
  [1.5, "15e-1", true],
  [1.5, "0x1.8p0", true],
  [1.5, "x", false],
  [0, null, false],
  // Null is what is absent or empty.
  [null, null, true],
  [null, undefined, true],
  [null, 0, true],
  [null, "", true],
  [null, false, true],
  [null, "null", false],
  [null, {}, false],
  [null, [], false],
  [{}, {}, true],
  [{}, "x", false],
  [[], [], false],
] as const)("the pattern %j on %j is %j", ([pattern, value, expected]) => {
  expect(compileLeaf(pattern)(value)).toBe(expected);
});

test.for([
  // Alternatives and conjunctions.
  ["a|b", "b", true],
  ["a | b", "c", false],
  ["a|b", "a|b", true],
  [">1 & <5", 3, true],
  [">1 & <5", 5, false],
  [">9 | 1 & !2", 1, true],
  // Wildcards.
  ["nginx:*", "nginx:1", true],
  ["?*", "", false],
  ["?*", null, false],
  ["?*", 5, true],
  ["*", null, false],
  ["*", {}, false],
  // A number is text in scientific form.
  ["5E+00", 5, true],
  ["1.5E+06", 1.5e6, true],
  // One character is never an operator.
  ["!", "!", true],
  [">", ">", true],
  // Missing values are zero, but satisfy neither a text nor its opposite.
  ["<=10", null, true],
  [">0", null, false],
  ["!0", null, false],
  ["!default", null, false],
  ["!default", "other", true],
  ["!*:latest", "nginx:latest", false],
  ["! default", "default", false],
  [">abc", "abd", false],
  // Quantities.
  ["1000m", 1, true],
  [">=128Mi", "1Gi", true],
  ["<128Mi", "1Gi", false],
  ["1", "1.0", true],
  [">5", "abc", false],
  ["!5", "abc", true],
  ["5", 5.000_000_1, true],
  ["0", 1e-7, true],
  ["<5", "-", true],
  // Durations come before quantities.
  ["1m", "60s", true],
  ["1m", "0.001", true],
  [">1h", "90m", true],
  // Ranges include both ends.
  ["1-3", 1, true],
  ["1-3", 3, true],
  ["1-3", 4, false],
  ["1!-3", 2, false],
  ["1!-3", 4, true],
  ["10Mi-20Mi", "15Mi", true],
  ["-2-2", 0, true],
  ["2001-01-02", "2001-01-02", true],
  ["a-b", "a-b", true],
  // What YAML's block texts end with belongs to no operand.
  ["nginx\n", "nginx", true],
  ["\n>5", 6, false],
] as const)("the text pattern %j on %j is %j", ([pattern, value, expected]) => {
  expect(compileLeaf(pattern)(value)).toBe(expected);
});

test("the second answer for a value is the first one", () => {
  const matches = compileLeaf(">=128Mi");
  const values = ["1Gi", 5, null, true, "x", "1Gi", 5, null, true, "x"];
  const expected = [true, false, false, false, false];
  expect(values.map(matches)).toEqual([...expected, ...expected]);
});
