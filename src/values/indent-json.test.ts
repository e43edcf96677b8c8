import { expect, test } from "vitest";
import { indentJson } from "./indent-json.ts";

test.for([
  { a: [1, { b: null }], c: [], d: {}, e: "x" },
  [],
  {},
  "text",
  [[["{,:}"]]],
  { 'q"[': "\\" },
  -1.5,
])("%j is indented like JSON.stringify does", (value) => {
  expect(indentJson(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2));
});

test("an escape stays as it was written", () => {
  expect(indentJson(String.raw`["\u003c"]`)).toBe(`[\n  "${String.raw`\u003c`}"\n]`);
});
