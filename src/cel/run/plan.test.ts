import { describe, expect, test } from "vitest";
import { kyvernoLibraries } from "../all-libraries.ts";
import { CelOptional, mapOf } from "../boxed-values.ts";
import { compileExpression } from "../compile-expression.ts";
import type { CelEnvironment } from "../environment.ts";
import type { CelHost } from "../host.ts";
import { LazyObject, LazyValue } from "../lazy-object.ts";
import { CelError, CelPending, CelUint, type CelResult } from "../values.ts";

const ENVIRONMENT: CelEnvironment = {
  variables: [
    { name: "object", type: { kind: "dyn" } },
    { name: "variables", type: { kind: "dyn" } },
    { name: "pending", type: { kind: "dyn" } },
    { name: "unset", type: { kind: "dyn" } },
  ],
  objectTypes: [],
  libraries: kyvernoLibraries,
  homogeneousLiterals: false,
  orValueCompat: true,
  twoVariableMacros: true,
};

const HOST: CelHost = {
  getResource: () => null,
  listResources: () => null,
  getImageData: () => null,
  getGlobalContext: () => null,
  sendHttp: () => null,
  now: () => 0n,
  random: () => 0,
};

const OBJECT: unknown = JSON.parse(
  `{"n": 3, "s": "text", "nul": null, "b": true, "list": [3, 1, 2], "mixed": [1, "a", null], "map": {"x": 1},
    "labels": {"constructor": "c", "__proto__": "p"}, "deep": {"a": {"b": {"c": {"d": "e"}}}}}`,
);
const PENDING = new CelPending("a lookup");

function evaluate(source: string, object: unknown = OBJECT): CelResult {
  const compiled = compileExpression(source, ENVIRONMENT);
  if (!compiled.ok) throw new Error(compiled.error.text);
  const variables = new LazyObject({
    good: () => 1n,
    bad: () => new CelError("a variable's error"),
  });
  return compiled.program.evaluate({ slots: [object, variables, PENDING], host: HOST });
}

const failure = (message: string) => new CelError(message);

describe("members", () => {
  test.for<[string, CelResult]>([
    ["object.s", "text"],
    ["object.deep.a.b.c.d", "e"],
    ["object['s']", "text"],
    ["object.list[1]", 1],
    ["object.list[object.list[1]]", 1],
    ["object.labels.constructor", "c"],
    ["object.labels['__proto__']", "p"],
    ["has(object.labels.toString)", false],
    ["has(object.deep.a.b.c.d)", true],
    ["has(object.deep.a.z)", false],
    ["has(object.nul.x)", false],
    ["has(object.s.length)", false],
    ["object.list.length", failure("unsupported index type 'string' in list")],
    ["has(object.z.a)", failure("no such key: z")],
    ["has(object.deep.z.b.c.d)", failure("no such key: z")],
    ["object.s.length", failure("no such key: length")],
    ["object.z", failure("no such key: z")],
    ["object.z.y", failure("no such key: z")],
    ["object.deep.a.z.c", failure("no such key: z")],
    ["object.list[3]", failure("index out of bounds: 3")],
    ["object.list[1.5]", failure("unsupported index value 1.5 in list")],
    ["{1: 'a', 2u: 'b', true: 'c'}[dyn(1.0)]", "a"],
    ["{1: 'a', 2u: 'b', true: 'c'}[dyn(2)]", "b"],
    ["{1: 'a', 2u: 'b', true: 'c'}[true]", "c"],
    ["object[object.nul]", failure("invalid qualifier type: <nil>")],
    ["unset", failure("no such attribute(s): unset")],
  ])("%s", ([source, expected]) => {
    expect(evaluate(source)).toEqual(expected);
  });
});

describe("optionals", () => {
  test.for<[string, CelResult]>([
    ["object.?s", CelOptional.of("text")],
    ["object.?z.y", CelOptional.none],
    ["object.?nul.y", CelOptional.none],
    ["object.?deep.a.?b.orValue('d')", mapOf([["c", { d: "e" }]])],
    ["object.?z.orValue('d')", "d"],
    ["object.list[?1].orValue(0)", 1],
    ["object.list[?7].orValue(0)", 0n],
    ["object.?list[1].hasValue()", true],
    ["object.?z[1].hasValue()", false],
    ["object.z.?y.hasValue()", failure("no such key: z")],
    ["object.n.orValue(5)", 3],
    ["object.?n.orValue(1/0)", failure("division by zero")],
    ["optional.of(1).or(optional.of(1/0)).value()", 1n],
    ["object.?s.optMap(x, x + '!').orValue('')", "text!"],
    ["object.?z.optMap(x, x + '!').orValue('none')", "none"],
    ["object.?map.optFlatMap(m, m.?x).value()", 1],
    ["has(object.?map.x)", true],
    ["has(object.?z.x)", false],
    ["[?object.?s, ?object.?z]", ["text"]],
    ["{?'s': object.?s, ?'z': object.?z}", { s: "text" }],
    ["{'s': 'old', ?'s': object.?z}", {}],
    ["[1, 2].first().value() + [1, 2].last().value()", 3n],
    ["[optional.of(1), optional.none()].unwrapOpt()", [1n]],
    ["optional.none().value()", failure("optional.none() dereference")],
  ])("%s", ([source, expected]) => {
    expect(evaluate(source)).toEqual(expected);
  });
});

describe("errors and what absorbs them", () => {
  const boom = failure("division by zero");
  test.for<[string, CelResult]>([
    ["1/0 == 1 || true", true],
    ["false && 1/0 == 1", false],
    ["1/0 == 1 && 1%0 == 1", boom],
    ["1%0 == 1 || 1/0 == 1 || false", failure("modulus by zero")],
    ["true && object.n", failure("no such overload")],
    ["object.s || true", true],
    ["object.s ? 1 : 2", failure("no such overload")],
    ["false ? 1/0 : 2", 2n],
    ["[1, 0, 2].exists(x, 1/x == 1)", true],
    ["[1, 0].exists(x, 1/x == 5)", boom],
    ["[0, 2].all(x, 1/x == 5)", false],
    ["object.mixed.exists_one(x, x > 1)", failure("no such overload: _>_")],
    ["object.mixed.map(x, x + 1.0)", failure("no such overload")],
    ["[0].map(x, 1/x).size() == 1 || true", true],
    ["cel.bind(x, 1/0, true)", true],
    ["cel.bind(x, 1/0, x == 1)", boom],
    ["object.n.all(x, true)", failure("got 'types.Double', expected iterable type")],
    ["object.n.all(k, v, true)", failure("unsupported comprehension range type: types.Double")],
    ["['a', 'a'].transformMapEntry(i, v, {v: i})", failure("insert failed: key a already exists")],
    ["variables.bad == 1 || variables.good == 1", true],
    ["has(variables.bad)", true],
    ["variables.bad", failure("a variable's error")],
    ["'good' in variables", true],
  ])("%s", ([source, expected]) => {
    expect(evaluate(source)).toEqual(expected);
  });

  test.for([
    "pending || true",
    "true || pending == 1 && pending == 1 ? pending : false",
    "[1].exists(x, pending)",
    "[1, 2].all(x, x == pending) || true",
    "[1].filter(x, pending) == [1] || true",
    "[1].exists_one(x, pending) || true",
    "[1].map(x, pending).size() == 1 || true",
    "object.z == 1 || pending || true",
  ])("%s waits for what is pending", (source) => {
    expect(evaluate(source)).toBe(PENDING);
  });
});

describe("comprehensions", () => {
  test.for<[string, CelResult]>([
    ["object.list.map(x, x * 2.0)", [6, 2, 4]],
    ["object.list.map(x, x > 1, x * 2.0)", [6, 4]],
    ["object.list.filter(x, x > 1)", [3, 2]],
    ["object.list.exists_one(x, x == 3)", true],
    ["object.map.all(k, k == 'x')", true],
    ["[[1], [2, 3]].map(l, l.map(x, x + size(l)))", [[2n], [4n, 5n]]],
    ["object.list.all(i, v, v > i)", false],
    ["object.map.exists(k, v, k == 'x' && v == 1)", true],
    ["['a', 'b'].transformList(i, v, v + string(i))", ["a0", "b1"]],
    ["{'a': 1, 'b': 2}.transformMap(k, v, v > 1, v * 10)", { b: 20n }],
    [
      "['a', 'b'].transformMap(i, v, v)",
      mapOf([
        [0n, "a"],
        [1n, "b"],
      ]),
    ],
    ["['a', 'b'].transformMapEntry(i, v, {v: i})", { a: 0n, b: 1n }],
    ["[3, 1, 2].sortBy(x, -x)", [3n, 2n, 1n]],
    ["cel.bind(x, [1, 2], x + x)", [1n, 2n, 1n, 2n]],
    ["[1, 2].map(x, cel.bind(y, x * 2, y + y))", [4n, 8n]],
  ])("%s", ([source, expected]) => {
    expect(evaluate(source)).toEqual(expected);
  });
});

describe("operators", () => {
  test.for<[string, CelResult]>([
    ["9223372036854775807 + 1", failure("integer overflow")],
    ["0u - 1u", failure("unsigned integer overflow")],
    ["-9223372036854775808 / -1", failure("integer overflow")],
    ["-7 / 2", -3n],
    ["-7 % 2", -1n],
    ["1u + 2u", new CelUint(3n)],
    ["object.n + 1", failure("no such overload")],
    ["object.n == 3", true],
    ["object.n > 2", true],
    ["object.list.size() == 3", true],
    ["size(object.s) > 4", false],
    ["size('h\\u00e9\\U0001F600')", 3n],
    ["size(object.n) == 1", failure("no such overload: size")],
    ["'x' in object.map", true],
    ["object.s in ['text', 'other']", true],
    ["object.n in [1, 2, 3]", true],
    ["1 in object.n", failure("no such overload")],
    ["object.n in []", false],
    ["object.s != 'text'", false],
    ["object.nul == null", true],
    ["string(object.list)", failure("no such overload: string(list)")],
    ["object.n.startsWith('a')", failure("no such overload")],
    ["object.list.matches('a')", failure("no such overload")],
    ["object.n.find('a')", failure("no such overload")],
    ["object.n.find(object.s)", failure("no such overload: find(double, string)")],
    ["object.n.flatten(1)", failure("no such overload: double.flatten(int)")],
    ["optional.ofNonZeroValue(duration('0s'))", CelOptional.none],
    ["cidr('10.0.0.0/8').containsIP('x')", failure("no such overload")],
    ["isQuantity('Ei') || isQuantity('0Ei') && !isQuantity('Ki')", false],
    ["-object.s", failure("no such overload")],
    ["-object.list", failure("no such overload: -_")],
    ["type(object.n) == double && type(1) == int && type(type(1)) == type", true],
    [
      "timestamp('2024-01-01T00:00:00Z') + duration('24h') == timestamp('2024-01-02T00:00:00Z')",
      true,
    ],
    ["duration('1h') > duration('59m')", true],
  ])("%s", ([source, expected]) => {
    expect(evaluate(source)).toEqual(expected);
  });
});

describe("limits", () => {
  const exceeded = failure("operation cancelled: actual cost limit exceeded");
  const doubling = Array.from({ length: 40 }, (_, index) => index).reduceRight(
    (body, index) => `cel.bind(a${index + 1}, a${index} + a${index}, ${body})`,
    "a40.size()",
  );
  test.for([
    "lists.range(1000).map(a, lists.range(1000).map(b, lists.range(1000).map(c, a))) == [] || true",
    "cel.bind(l, lists.range(5000), l.all(x, x in l))",
    "cel.bind(l, lists.range(5000), sets.contains(l, l))",
    "cel.bind(l, lists.range(2000), l.all(x, l.map(y, y) == l))",
    `cel.bind(a0, 'some text', ${doubling})`,
    `cel.bind(a0, [1, 2, 3], ${doubling})`,
  ])("%s stops", (source) => {
    expect(evaluate(source)).toEqual(exceeded);
  });

  test("what would throw is an error as well", () => {
    const trap = new LazyValue(() => {
      throw new RangeError("out of stack");
    });
    expect(evaluate("object", trap)).toEqual(failure("internal error: out of stack"));
  });

  test("a failing conversion of a literal makes the expression invalid", () => {
    const sources = [
      "int('abc') == 1",
      "duration(dyn(5)) == duration('5s')",
      "uint(-1) == 1u",
      "'a'.find('(') == ''",
      "object[dyn(null)]",
    ];
    const texts = sources.map((source) => {
      const compiled = compileExpression(source, ENVIRONMENT);
      return compiled.ok ? "valid" : compiled.error.text;
    });
    expect(texts).toEqual([
      "type conversion error from 'string' to 'int'",
      "no such overload: duration(int)",
      "unsigned integer overflow",
      "error parsing regexp: missing closing ): `(`",
      "invalid qualifier type: types.Null",
    ]);
  });
});

test("a lazy value is computed once, and only when it is read", () => {
  let count = 0;
  const lazy = new LazyValue(() => {
    count += 1;
    return { a: "b" };
  });
  expect(evaluate("true || object.a == 'b'", lazy)).toBe(true);
  expect(count).toBe(0);
  expect(evaluate("object.a + object.a", lazy)).toBe("bb");
  expect(count).toBe(1);
});

test("a lazy field that reads itself is an error", () => {
  const holder: { fields?: LazyObject } = {};
  holder.fields = new LazyObject({ a: () => holder.fields?.get("a") ?? null });
  expect(holder.fields.get("a")).toEqual(failure("the value depends on itself"));
});
