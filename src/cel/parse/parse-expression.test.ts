import { describe, expect, test } from "vitest";
import type { Expr } from "../ast.ts";
import { formatIssues } from "../format-issues.ts";
import { CelUint } from "../values.ts";
import { parseExpression } from "./parse-expression.ts";

const OPTIONS = { orValueCompat: false, twoVariableMacros: true };

function write(expr: Expr): string {
  if (expr.kind === "literal") return writeLiteral(expr.value);
  if (expr.kind === "ident") return expr.name;
  if (expr.kind === "select") {
    const select = `${write(expr.operand)}.${expr.field}`;
    return expr.testOnly ? `has(${select})` : select;
  }
  if (expr.kind === "call") {
    const target = expr.target ? `${write(expr.target)}.` : "";
    return `${target}${expr.function}(${expr.args.map(write).join(", ")})`;
  }
  if (expr.kind === "list") {
    const optional = new Set(expr.optionalIndexes);
    return `[${expr.elements.map((e, i) => (optional.has(i) ? "?" : "") + write(e)).join(", ")}]`;
  }
  if (expr.kind === "map") {
    const entries = expr.entries.map(
      ({ key, value, optional }) => `${optional ? "?" : ""}${write(key)}: ${write(value)}`,
    );
    return `{${entries.join(", ")}}`;
  }
  if (expr.kind === "struct") {
    const fields = expr.fields.map(
      ({ name, value, optional }) => `${optional ? "?" : ""}${name}: ${write(value)}`,
    );
    return `${expr.typeName}{${fields.join(", ")}}`;
  }
  const variables = [expr.iterVar, ...(expr.iterVar2 === undefined ? [] : [expr.iterVar2])];
  const parts = [expr.accuInit, expr.loopCondition, expr.loopStep, expr.result].map(write);
  return `fold(${variables.join(", ")} in ${write(expr.iterRange)}; ${expr.accuVar} = ${parts.join("; ")})`;
}

function writeLiteral(value: unknown): string {
  if (value instanceof CelUint) return `${value.value}u`;
  if (value instanceof Uint8Array) return `b[${[...value].join(" ")}]`;
  if (typeof value === "bigint") return `${value}`;
  if (typeof value === "number") return Number.isInteger(value) ? `${value}.0` : `${value}`;
  return JSON.stringify(value);
}

function parsed(source: string, options = OPTIONS): string {
  const result = parseExpression(source, options);
  return result.ok ? write(result.root) : formatIssues(result.issues, source);
}

describe("parses", () => {
  test.for([
    ["a + b * c - d", "_-_(_+_(a, _*_(b, c)), d)"],
    ["a < b == c", "_==_(_<_(a, b), c)"],
    ["a in b && !c || d", "_||_(_&&_(@in(a, b), !_(c)), d)"],
    ["a ? b : c ? d : e", "_?_:_(a, b, _?_:_(c, d, e))"],
    ["a && b && c && d", "_&&_(_&&_(a, b), _&&_(c, d))"],
    ["!!a", "a"],
    ["--a", "a"],
    ["-a", "-_(a)"],
    ["-1", "-1"],
    ["- 1", "-1"],
    ["--1", "1"],
    ["-1.5e3", "-1500.0"],
    ["0x1F + 2u + .5", "_+_(_+_(31, 2u), 0.5)"],
    ["-9223372036854775808", "-9223372036854775808"],
    ["a.b.c(d)[e]", "_[_](a.b.c(d), e)"],
    [".a.b", ".a.b"],
    [".f(1)", ".f(1)"],
    ["a.`b-c/d`", "a.b-c/d"],
    ["a.if", "a.if"],
    ["a.?b[?c]", '_[?_](_?._(a, "b"), c)'],
    ["[?a, b,]", "[?a, b]"],
    ["{?'a': b, 'c': d,}", '{?"a": b, "c": d}'],
    ["T{}", "T{}"],
    [".a.T{?b: c, `d`: e}", ".a.T{?b: c, d: e}"],
    ["a // comment\n + b", "_+_(a, b)"],
    ["'\\x41\\101\\u00e9\\U0001F600\\n'", '"AAé😀\\n"'],
    ['r\'\\n\' + """a\n\'b"""', '_+_("\\\\n", "a\\n\'b")'],
    ["'''a\r\nb'''", '"a\\nb"'],
    ["b'\\xff\\377é'", "b[255 255 195 169]"],
    ["true && null", "_&&_(true, null)"],
  ] as const)("%j", ([source, expected]) => {
    expect(parsed(source)).toBe(expected);
  });
});

describe("expands the macro", () => {
  test.for([
    ["has(a.b)", "has(a.b)"],
    [
      "a.all(x, x)",
      "fold(x in a; @result = true; @not_strictly_false(@result); _&&_(@result, x); @result)",
    ],
    [
      "a.exists(x, x)",
      "fold(x in a; @result = false; @not_strictly_false(!_(@result)); _||_(@result, x); @result)",
    ],
    [
      "a.exists_one(x, x)",
      "fold(x in a; @result = 0; true; _?_:_(x, _+_(@result, 1), @result); _==_(@result, 1))",
    ],
    ["a.map(x, y)", "fold(x in a; @result = []; true; _+_(@result, [y]); @result)"],
    [
      "a.map(x, y, z)",
      "fold(x in a; @result = []; true; _?_:_(y, _+_(@result, [z]), @result); @result)",
    ],
    [
      "a.filter(x, y)",
      "fold(x in a; @result = []; true; _?_:_(y, _+_(@result, [x]), @result); @result)",
    ],
    [
      "a.all(k, v, k)",
      "fold(k, v in a; @result = true; @not_strictly_false(@result); _&&_(@result, k); @result)",
    ],
    [
      "a.transformMap(k, v, v)",
      "fold(k, v in a; @result = {}; true; cel.@mapInsert(@result, k, v); @result)",
    ],
    [
      "a.transformMapEntry(k, v, e)",
      "fold(k, v in a; @result = {}; true; cel.@mapInsert(@result, e); @result)",
    ],
    ["cel.bind(x, a, x)", "fold(#unused in []; x = a; false; x; x)"],
    [
      "a.optMap(x, y)",
      "_?_:_(a.hasValue(), optional.of(fold(#unused in []; x = a.value(); false; x; y)), optional.none())",
    ],
    [
      "a.optFlatMap(x, y)",
      "_?_:_(a.hasValue(), fold(#unused in []; x = a.value(); false; x; y), optional.none())",
    ],
    ["math.greatest(a, b, c)", "math.@max([a, b, c])"],
    ["math.least(a, b)", "math.@min(a, b)"],
    ["a.greatest(b)", "a.greatest(b)"],
    ["a.all(x)", "a.all(x)"],
    ["a.existsOne(x, y)", "a.existsOne(x, y)"],
    ["a.orValue(b)", "a.orValue(b)"],
  ] as const)("%s", ([source, expected]) => {
    expect(parsed(source)).toBe(expected);
  });

  test("orValue, where Kyverno asks for it, as a function of both sides", () => {
    expect(parsed("a.orValue(b)", { ...OPTIONS, orValueCompat: true })).toBe(
      "__orValueCompat__(a, b)",
    );
  });

  test("with two variables only where the environment knows them", () => {
    expect(parsed("a.all(k, v, k)", { ...OPTIONS, twoVariableMacros: false })).toBe(
      "a.all(k, v, k)",
    );
  });

  test("keeping what was written", () => {
    const result = parseExpression("a.filter(x, x > 1)", OPTIONS);
    const macro = result.ok && result.root.kind === "comprehension" ? result.root.macro : null;
    expect(macro?.name).toBe("filter");
    expect(macro?.bodies.map(write)).toEqual(["_>_(x, 1)"]);
  });
});

const OPERAND =
  "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}";

/** As cel-go 0.31 answers; without the source lines. */
describe("refuses", () => {
  test.for([
    ["", [`1:0: Syntax error: mismatched input '<EOF>' expecting ${OPERAND}`]],
    ["a b", ["1:3: Syntax error: extraneous input 'b' expecting <EOF>"]],
    ["a b c", ["1:3: Syntax error: mismatched input 'b' expecting <EOF>"]],
    ["f(a b)", ["1:5: Syntax error: extraneous input 'b' expecting ')'"]],
    ["[1,,2]", ["1:4: Syntax error: mismatched input ',' expecting ']'"]],
    ["a.", ["1:3: Syntax error: no viable alternative at input '.'"]],
    ["a. (", ["1:4: Syntax error: no viable alternative at input '. ('"]],
    ["-1.[", ["1:4: Syntax error: no viable alternative at input '.['"]],
    ["a.true", ["1:3: Syntax error: mismatched input 'true' expecting IDENTIFIER"]],
    ["a ? b", ["1:6: Syntax error: mismatched input '<EOF>' expecting ':'"]],
    [
      "a & b",
      [
        "1:3: Syntax error: token recognition error at: '& '",
        "1:5: Syntax error: extraneous input 'b' expecting <EOF>",
      ],
    ],
    [
      "'abc",
      [
        "1:1: Syntax error: token recognition error at: ''abc'",
        `1:5: Syntax error: mismatched input '<EOF>' expecting ${OPERAND}`,
      ],
    ],
    ["if", ["1:1: reserved identifier: if"]],
    ["9223372036854775808", ["1:1: invalid int literal"]],
    ["18446744073709551616u", ["1:1: invalid uint literal"]],
    ["1e999", ["1:1: invalid double literal"]],
    ["'\\ud800'", ["1:1: invalid unicode code point"]],
    ["has(a)", ["1:5: invalid argument to has() macro"]],
    ["a.all(b.c, d)", ["1:8: argument must be a simple name"]],
    ["a.map(b.c, d)", ["1:8: argument is not an identifier"]],
    ["a.all(__result__, d)", ["1:7: iteration variable overwrites accumulator variable"]],
    ["a.all(k, k, d)", ["1:10: duplicate variable name: k"]],
    ["cel.bind(a.b, 1, 2)", ["1:11: cel.bind() variable names must be simple identifiers"]],
    ["math.greatest()", ["1:1: math.greatest() requires at least one argument"]],
    ["math.least('a')", ["1:12: math.least() invalid single argument value"]],
    ["math.greatest(1, 'a')", ["1:18: math.greatest() simple literal arguments must be numeric"]],
    [
      "'a'.sortBy(x, x)",
      [
        "1:1: sortBy can only be applied to a list, identifier, comprehension, call or select expression",
      ],
    ],
  ] as const)("%j", ([source, expected]) => {
    const lines = parsed(source).split("\n");
    const errors = lines.filter((line) => line.startsWith("ERROR: <input>:"));
    expect(errors.map((line) => line.slice("ERROR: <input>:".length))).toEqual(expected);
  });
});

const brackets = (count: number): string => `${"(".repeat(count)}1${")".repeat(count)}`;

describe("stops at cel-go's limit of", () => {
  test.for([
    ["nesting", brackets(249), "1"],
    [
      "nesting, one deeper",
      brackets(250),
      "ERROR: <input>:-1:0: expression recursion limit exceeded: 250",
    ],
    [
      "nesting, absurdly deep",
      brackets(30_000),
      "ERROR: <input>:-1:0: expression recursion limit exceeded: 250",
    ],
    [
      "chained members",
      `a${".b".repeat(251)}`,
      "ERROR: <input>:-1:0: max recursion depth exceeded",
    ],
    [
      "size",
      "x".repeat(100_001),
      "ERROR: <input>:-1:0: expression code point size exceeds limit: size: 100001, limit 100000",
    ],
  ] as const)("%s", ([, source, expected]) => {
    expect(parsed(source)).toBe(expected);
  });

  test("syntax errors", () => {
    expect(parsed("$ ".repeat(101)).split("\n").at(-1)).toBe("1 more errors were truncated");
  });

  test("repairs", () => {
    expect(parsed("1 ".repeat(300))).toContain(
      "error recovery token lookahead limit exceeded: 256",
    );
  });

  test("nothing for long flat chains", () => {
    expect(parseExpression(`a${" && a".repeat(5000)}`, OPTIONS).ok).toBe(true);
  });
});
