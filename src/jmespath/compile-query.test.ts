import { expect, test } from "vitest";
import { compileQuery } from "./compile-query.ts";
import { QueryError } from "./query-error.ts";

const data = {
  a: {},
  list: [3, 1, 2],
  objects: [{ k: "x" }, { j: 1 }],
  text: "héllo",
  two: { x: { v: 1 }, y: { v: 2 } },
};

function search(source: string, input: unknown = data): unknown {
  const compiled = compileQuery(source);
  if (!compiled.ok) return { syntax: compiled.message };
  const value = compiled.query.search(input);
  return value instanceof QueryError ? { error: value.message } : value;
}

test.for([
  ["a.b", { error: 'Unknown key "b" in path' }],
  ["a.b || 'x'", "x"],
  ["'x' && a.b", { error: 'Unknown key "b" in path' }],
  ["a.b && 'x'", null],
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
  ["!a.b", null],
  ["two.*.v", [1, 2]],
  ["{x: list[0], y: a.b}", { x: 3, y: null }],
  ["{x: list[0], x: text}", { x: "héllo" }],
  ["{x: text y: text}", { x: "héllo", y: "héllo" }],
  ["[list[0], a.b]", [3, null]],
  ["`[1, 2]`[]", [1, 2]],
  [String.raw`'it\'s'`, "it's"],
] as const)("%s is Kyverno's answer", ([source, expected]) => {
  expect(search(source)).toEqual(expected);
});

test.for([
  ["$", "SyntaxError: Unknown char: '$'"],
  ["é", String.raw`SyntaxError: Unknown char: '\u00e9'`],
  ["😀", String.raw`SyntaxError: Unknown char: '\U0001f600'`],
  ["'a", "SyntaxError: Unclosed delimiter: '"],
  ["a[", "SyntaxError: Expected tStar, received: tEOF"],
  ["a b", "SyntaxError: Unexpected token at the end of the expression: tUnquotedIdentifier"],
  ["", "SyntaxError: Incomplete expression"],
  ["@.[0]", "SyntaxError: Invalid token: tNumber"],
  ['"f"(@)', "SyntaxError: Can't have quoted identifier as function Name."],
  ["`foo`", "invalid character 'o' in literal false (expecting 'a')"],
  ["list[-]", 'strconv.Atoi: parsing "-": invalid syntax'],
  [
    "list[99999999999999999999]",
    'strconv.Atoi: parsing "99999999999999999999": value out of range',
  ],
] as const)("%s is refused in the library's words", ([source, syntax]) => {
  expect(search(source)).toEqual({ syntax });
});

test("a broken bracket at the beginning parses, and has no value", () => {
  expect(search("[0")).toEqual({ error: "Unknown AST node: ASTEmpty" });
  expect(search("[0,1]")).toEqual({
    syntax: "SyntaxError: Unexpected token at the end of the expression: tComma",
  });
});

test("`.*` projects on as many nulls as there are members, then on the members", () => {
  expect(search("two.*.to_string(@)")).toEqual(["null", "null", '{"v":1}', '{"v":2}']);
  expect(search("two.*.length(@)")).toHaveProperty("error");
  expect(search("a.*.to_string(@)")).toEqual([]);
});

test.for([
  ["length(a, a)", "incorrect number of args"],
  ["not_null()", "Invalid arity."],
  ["nothing(a)", "unknown function: nothing"],
  ["list[0](a)", "invalid node value type"],
  ["length(`1`)", 'Invalid type for: 1, expected: []jmespath.JpType{"string", "array", "object"}'],
  ["length(&a)", "Invalid type for: {{5 a []}}"],
  ["keys(&list[0].a == `1`)", "Invalid type for: {{1 22 [{20 <nil> ["],
] as const)("the call %s fails in the library's words", ([source, message]) => {
  expect(search(source)).toEqual({ error: expect.stringContaining(message) });
});

test.for([
  ["length(a)", 0],
  ["length(a,)", 0],
  ["starts_with(text 'h')", true],
  ["'length'(list)", 3],
  ["length(list)(list)", 3],
  ["length(time_now(list)) > `0`", true],
  ["&a", {}],
  ["[&a, (&a).b, (&a) == (&a), (&a) == `{}`, !(&a)]", [{}, null, true, false, false]],
] as const)("the call %s works, as loosely as in Kyverno", ([source, expected]) => {
  expect(JSON.parse(JSON.stringify(search(source)))).toEqual(expected);
});

test("an argument's error comes before an unknown function, a filter's errors come in the order of the elements", () => {
  expect(search("nothing(length(`1`))")).toEqual({
    error: expect.stringContaining("Invalid type for: 1"),
  });
  expect(search("[?@ == 'a' || length(@)].keys(@)", ["a", 1])).toEqual({
    error: expect.stringContaining("Invalid type for: a"),
  });
});

test("keys of the prototype are no keys, and a key may be called like it", () => {
  expect(search("constructor")).toEqual({ error: 'Unknown key "constructor" in path' });
  expect(search("{__proto__: text}")).toEqual(JSON.parse('{"__proto__": "héllo"}'));
});

test.for([
  ["nested brackets", `${"[".repeat(5000)}a${"]".repeat(5000)}`],
  ["a long path", `a${".a".repeat(100_000)}`],
  ["many alternatives", Array.from({ length: 100_000 }, () => "a").join(" || ")],
] as const)("%s are refused beyond reason, not run into the stack", ([, source]) => {
  expect(search(source)).toEqual({ syntax: "SyntaxError: the expression is nested too deeply" });
});

test("what is not refused runs within the stack", () => {
  expect(search(Array.from({ length: 1400 }, () => "miss").join(" || "))).toBeNull();
  expect(search(`list${"[]".repeat(700)}`)).toEqual([3, 1, 2]);
});

test("a query leaves frozen data alone", () => {
  const frozen = deepFreeze({ list: [{ k: 2 }, { k: 1 }], map: { b: [1], a: [2] } });
  expect(search("sort_by(list, &k)[*].k", frozen)).toEqual([1, 2]);
  expect(search("map.* | []", frozen)).toEqual([1, 2]);
});

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null) Object.values(value).forEach(deepFreeze);
  return Object.freeze(value);
}
