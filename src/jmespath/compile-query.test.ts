import { expect, test } from "vitest";
import { compileQuery } from "./compile-query.ts";
import { QueryError } from "./query-error.ts";

const data = { a: {}, list: [3, 1, 2], objects: [{ k: "x" }, { j: 1 }], text: "héllo" };

function search(source: string): unknown {
  const compiled = compileQuery(source);
  if (!compiled.ok) return { syntax: compiled.message };
  const value = compiled.query.search(data);
  return value instanceof QueryError ? { error: value.message } : value;
}

test.for([
  ["a.b", { error: 'Unknown key "b" in path' }],
  ["a.b || 'x'", "x"],
  ["a.b | @", null],
  ["a.b[].c", null],
  ["a.b[?c]", null],
  ["a.b[0]", { error: 'Unknown key "b" in path' }],
  ["a.miss[*]", null],
  ["objects[*].k", ["x"]],
  ["objects[?k == 'x'].k | [0]", "x"],
  ["text.foo", null],
  ["list[1:]", [1, 2]],
  ["list[::-1]", [2, 1, 3]],
  ["list[-1]", 2],
  ["list[0] > `2`", true],
  ["text > `2`", null],
  ["!a", true],
  ["{x: list[0], y: a.b}", { x: 3, y: null }],
  ["[list[0], a.b]", [3, null]],
  ["`[1, 2]`[]", [1, 2]],
  ["$", { syntax: "SyntaxError: Unknown char: '$'" }],
  ["a[", { syntax: "SyntaxError: Expected tStar, received: tEOF" }],
  [
    "a b",
    { syntax: "SyntaxError: Unexpected token at the end of the expression: tUnquotedIdentifier" },
  ],
] as const)("%s", ([source, expected]) => {
  expect(search(source)).toEqual(expected);
});

test("keys of the prototype are no keys", () => {
  expect(search("constructor")).toEqual({ error: 'Unknown key "constructor" in path' });
});

test("an expression nested beyond reason is refused, not run into the stack", () => {
  expect(search(`${"[".repeat(5000)}a${"]".repeat(5000)}`)).toHaveProperty("syntax");
});
