import { describe, expect, test } from "vitest";
import { extensionLibraries, kubernetesLibraries } from "../all-libraries.ts";
import { overload } from "../define-functions.ts";
import type { CelEnvironment } from "../environment.ts";
import { formatIssues } from "../format-issues.ts";
import { formatType } from "../format-type.ts";
import { parseExpression } from "../parse/parse-expression.ts";
import { checkExpression } from "./check-expression.ts";
import { parseType } from "./parse-type.ts";

const VARIABLES = {
  object: "dyn",
  i: "int",
  s: "string",
  l: "list(string)",
  m: "map(string, any)",
  ts: "timestamp",
  request: "test.Request",
  "a.b": "int",
};

const ENVIRONMENT: CelEnvironment = {
  variables: Object.entries(VARIABLES).map(([name, type]) => ({ name, type: parseType(type) })),
  objectTypes: [
    {
      name: "test.Request",
      fields: { name: parseType("string"), user: { kind: "object", name: "test.User" } },
    },
    { name: "test.User", fields: { groups: parseType("list(string)") } },
  ],
  libraries: [
    ...extensionLibraries,
    ...kubernetesLibraries,
    { name: "test", functions: [overload(null, "strlen", ["string"], "int", () => 1n)] },
  ],
  homogeneousLiterals: true,
  orValueCompat: false,
  twoVariableMacros: true,
};

function check(source: string, environment = ENVIRONMENT) {
  const parsed = parseExpression(source, environment);
  if (!parsed.ok) throw new Error(formatIssues(parsed.issues, source));
  return { root: parsed.root, result: checkExpression(parsed.root, source, environment) };
}

describe("infers the type of", () => {
  test.for([
    ["1 + 2", "int"],
    ["i < 1.5", "bool"],
    ["object.a.b", "dyn"],
    ["m.foo", "any"],
    ["request.user.groups[0]", "string"],
    ["has(request.name)", "bool"],
    ["a.b", "int"],
    [".a.b", "int"],
    ["[]", "list(dyn)"],
    ["[[], [1]]", "list(list(int))"],
    ["[{}, {'a': 1}]", "list(map(string, int))"],
    ["l + []", "list(string)"],
    ["[1, 2].map(x, string(x))", "list(string)"],
    ["[].map(x, x.foo)", "list(dyn)"],
    ["{'a': 1}.map(k, k)", "list(string)"],
    ["l.transformMap(k, v, v)", "map(int, string)"],
    ["[1].map(i, i + .i)", "list(int)"],
    ["object.?a.b", "optional_type(dyn)"],
    ["optional.none().orValue(1)", "int"],
    ["cel.bind(v, [1], v)", "list(int)"],
    ["math.greatest(1, 2)", "int"],
    ["type(1)", "type(int)"],
    ["type(1) == int", "bool"],
    ["type(ts) == google.protobuf.Timestamp", "bool"],
    ["ts == null", "bool"],
    ["object == null", "bool"],
    ["dyn(1) == 's'", "bool"],
    ["test.Request{name: 'a'}", "test.Request"],
    ["test.Request{?name: optional.of('a')}.name", "string"],
    ["object ? 1 : 2", "int"],
    ["object[0] + 1", "int"],
  ] as const)("%s", ([source, expected]) => {
    const { root, result } = check(source);
    const type = result.ok ? result.checked.types.get(root.id) : undefined;
    expect(type && formatType(type)).toBe(expected);
  });
});

/** As cel-go 0.31 answers. */
describe("refuses", () => {
  test.for([
    ["foo", ["1:1: undeclared reference to 'foo' (in container '')"]],
    [
      "foo.bar(1)",
      [
        "1:1: undeclared reference to 'foo' (in container '')",
        "1:8: undeclared reference to 'bar' (in container '')",
      ],
    ],
    ["object.foo()", ["1:11: undeclared reference to 'foo' (in container '')"]],
    [
      "sets.foo(1)",
      [
        "1:1: undeclared reference to 'sets' (in container '')",
        "1:9: undeclared reference to 'foo' (in container '')",
      ],
    ],
    ["Foo{a: 1}", ["1:4: undeclared reference to 'Foo' (in container '')"]],
    ["int{}", ["1:4: 'int' is not a message type"]],
    ["1 == 'a'", ["1:3: found no matching overload for '_==_' applied to '(int, string)'"]],
    ["i == 1.0", ["1:3: found no matching overload for '_==_' applied to '(int, double)'"]],
    [
      "m == null",
      ["1:3: found no matching overload for '_==_' applied to '(map(string, any), null)'"],
    ],
    [
      "1 in {'a': 1}",
      ["1:3: found no matching overload for '@in' applied to '(int, map(string, int))'"],
    ],
    ["strlen()", ["1:7: found no matching overload for 'strlen' applied to '()'"]],
    ["'a'.strlen()", ["1:11: found no matching overload for 'strlen' applied to 'string.()'"]],
    [
      "[{}].sort()",
      ["1:10: found no matching overload for 'sort' applied to 'list(map(dyn, dyn)).()'"],
    ],
    [
      "l.filter(x, 1)",
      [
        "1:9: found no matching overload for '_?_:_' applied to '(int, list(string), list(string))'",
      ],
    ],
    [
      "true && 1 && 's' || 3",
      [
        "1:9: expected type 'bool' but found 'int'",
        "1:14: expected type 'bool' but found 'string'",
        "1:21: expected type 'bool' but found 'int'",
      ],
    ],
    ["null.foo", ["1:5: type 'null' does not support field selection"]],
    ["ip('1.1.1.1').foo", ["1:14: type 'net.IP' does not support field selection"]],
    ["quantity('1').foo", ["1:14: unexpected failed resolution of 'kubernetes.Quantity'"]],
    ["request.foo", ["1:8: undefined field 'foo'"]],
    ["request.toString", ["1:8: undefined field 'toString'"]],
    ["test.Request{foo: 1}", ["1:17: undefined field 'foo'"]],
    [
      "test.Request{name: 1}",
      ["1:18: expected type of field 'name' is 'string' but provided type is 'int'"],
    ],
    [
      "s.all(c, true)",
      [
        "1:1: expression of type 'string' cannot be range of a comprehension (must be list, map, or dynamic)",
      ],
    ],
    [
      "m.foo.map(x, x)",
      [
        "1:2: expression of type 'any' cannot be range of a comprehension (must be list, map, or dynamic)",
      ],
    ],
    ["[?1]", ["1:3: expected type 'optional_type(int)' but found 'int'"]],
    ["[1, 's', true]", ["1:5: expected type 'int' but found 'string'"]],
    ["[1, dyn('a')]", ["1:8: expected type 'int' but found 'dyn'"]],
    [
      "{'a': 1, 2: 'b'}",
      [
        "1:10: expected type 'string' but found 'int'",
        "1:13: expected type 'int' but found 'string'",
      ],
    ],
    ["duration('x')", ["1:10: invalid duration argument"]],
    ["timestamp('2024-01-01')", ["1:11: invalid timestamp argument"]],
    ["timestamp(null)", ["1:11: invalid timestamp argument"]],
    ["'a'.matches('(')", ["1:13: invalid matches argument"]],
    [
      "'%d'.format(['a'])",
      [
        "1:14: error during formatting: decimal clause can only be used on integers, was given string",
      ],
    ],
    [
      "'%s'.format([[null, optional.of(1)]])",
      [
        "1:32: error during formatting: string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps, was given optional_type",
      ],
    ],
    [
      "'%s'.format(['a', 1])",
      ["1:12: too many arguments supplied to string.format (expected 1, got 2)"],
    ],
    ["'%'.format([])", ["1:11: unexpected end of string"]],
  ] as const)("%s", ([source, expected]) => {
    const { result } = check(source);
    const text = result.ok ? "" : formatIssues(result.issues, source);
    const errors = text.split("\n").filter((line) => line.startsWith("ERROR: <input>:"));
    expect(errors.map((line) => line.slice("ERROR: <input>:".length))).toEqual(expected);
  });

  test("no mixed literals where the environment allows them", () => {
    const environment = { ...ENVIRONMENT, homogeneousLiterals: false };
    expect(check("[1, 's'] == {'a': 1, 2: 'b'}.x", environment).result.ok).toBe(true);
  });

  test("no mixed literals inside a call of format", () => {
    expect(check("'%s %d'.format(['a', 1])").result.ok).toBe(true);
  });
});

describe("resolves", () => {
  test("a name to its variable, with all its qualifiers", () => {
    const { root, result } = check("a.b");
    const name = result.ok ? result.checked.names.get(root.id) : null;
    expect(name).toEqual({ kind: "variable", index: 7 });
  });

  test("a call to the overloads that its types leave", () => {
    const { root, result } = check("object + 1");
    const call = result.ok ? result.checked.calls.get(root.id) : null;
    expect(call?.overloads.map(({ args }) => args)).toEqual([["int", "int"]]);
  });

  test("a namespaced function, whose target is no value", () => {
    const { root, result } = check("sets.contains([1], [1])");
    const call = result.ok ? result.checked.calls.get(root.id) : null;
    expect(call).toMatchObject({ name: "sets.contains", namespaced: true });
  });
});
