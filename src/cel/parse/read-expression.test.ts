import { globSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { describe, expect, test } from "vitest";
import type { Expr } from "../ast.ts";
import { loadDocuments } from "../../manifest/load-documents.ts";
import { parseWithRepairs } from "./parse-expression.ts";
import { readExpression } from "./read-expression.ts";
import { tokenize } from "./tokenize.ts";

const OPTIONS = { orValueCompat: true, twoVariableMacros: true };
const ROOT = join(import.meta.dirname, "../../..");
const CONFORMANCE = join(ROOT, "../shared/conformance");
const SOURCES = [
  join(ROOT, "policysets/*/*/*.yaml"),
  join(CONFORMANCE, "policies/*-{cel,vpol,mpol,gpol}/**/*.yaml"),
  join(CONFORMANCE, "probes/{cel,vpol,mpol,gpol,dpol,vap}*/*.yaml"),
];

/** Every text under a key such as `messageExpression`. */
function expressionsIn(value: unknown, key = ""): readonly string[] {
  if (typeof value === "string") return /expression/i.test(key) ? [value] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    expressionsIn(inner, Array.isArray(value) ? key : name),
  );
}

async function allExpressions(): Promise<readonly string[]> {
  const { documents } = await loadDocuments(SOURCES.flatMap((pattern) => globSync(pattern)));
  return [...new Set(documents.flatMap((document) => expressionsIn(document.value)))];
}

const MUTATIONS = 6000;
const expressions = await allExpressions();

function readAt(source: string): Expr | null {
  const { tokens, unreadable } = tokenize(source);
  return unreadable.length > 0 ? null : readExpression(tokens, OPTIONS);
}

/** The root that the parser with repairs finds in a source without mistakes. */
function expected(source: string): Expr | null {
  const result = parseWithRepairs(source, tokenize(source), OPTIONS);
  return result.ok ? result.root : null;
}

/** Whether both agree, or only the slower one can read the source. */
function differs(source: string): boolean {
  const read = readAt(source);
  return read !== null && !isDeepStrictEqual(read, expected(source));
}

/** Numbers that look random and are the same every time (Lehmer's generator). */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % sides;
  };
}

const SPARE =
  "a .a . ? : , ( ) [ ] { } - ! + * % && || == in < 1 2u -3 1.5 'x' b'y' true null `z` has(a.b) if [?a] {?a: b} .?c .all(x, y) T{a: 1} \\ 'é😀'".split(
    /(?<=\S) (?=\S)/,
  );

/** The source with some of its tokens dropped, doubled, exchanged, or put in from elsewhere. */
function mutated(source: string, roll: (sides: number) => number): string {
  const pieces = tokenize(source)
    .tokens.slice(0, -1)
    .map(({ text }) => text);
  for (let changes = 1 + roll(3); changes > 0; changes--) {
    const at = roll(pieces.length + 1);
    const spare = SPARE[roll(SPARE.length)] ?? "";
    const changed = [[], [spare], [spare, pieces[at] ?? ""], [pieces[roll(pieces.length)] ?? ""]];
    pieces.splice(at, 1, ...(changed[roll(changed.length)] ?? []));
  }
  return pieces.join(roll(2) === 0 ? " " : "");
}

describe("the direct reader", () => {
  test("reads every expression that ships just as the parser with repairs does", () => {
    expect(expressions.length).toBeGreaterThan(100);
    expect(expressions.filter(differs)).toEqual([]);
  });

  test("leaves next to none of them to the other parser", () => {
    const right = expressions.filter((source) => expected(source) !== null);
    const left = right.filter((source) => readAt(source) === null);
    expect(left.length / right.length).toBeLessThan(0.01);
  });

  test("agrees on mutated expressions, or leaves them to the other parser", () => {
    const roll = dice(20_260);
    const sample = Array.from({ length: MUTATIONS }, () =>
      mutated(expressions[roll(expressions.length)] ?? "", roll),
    );
    expect(sample.filter((source) => readAt(source) !== null).length).toBeGreaterThan(
      MUTATIONS / 20,
    );
    expect(sample.filter(differs)).toEqual([]);
  });

  test.for([
    "- 1",
    "--1",
    "- -1",
    "---1.5",
    "-1u",
    "!-1",
    "-!a",
    "!!a",
    "-a.b",
    "-1.foo()",
    "1 -1",
    "a-1-2",
    "a*b/c%d+e-f",
    "a<b<c in d",
    "a ? b : c ? d : e",
    "a || b && c || d || e || f",
    "[,]",
    "[a,,]",
    "[a,,b]",
    "{a: b,,}",
    "a{b: c,,}",
    "[a,]",
    "[,a]",
    "[?a, b, ?c,]",
    "{,}",
    "{a: b,}",
    "{?a: b ? c : d}",
    "a{}",
    "a.b{c: d, ?e: f,}",
    ".a.b{`c-d`: e}",
    ".a",
    ".a(b)",
    ".a.b(c)",
    "a.`b-c`",
    "a.`b`(c)",
    "a.?b.c[?d]",
    "a.?b(c)",
    "f(a,)",
    "f(,)",
    "null.a",
    "if",
    "a.if",
    "in",
    "(a{b:c}).d",
    "(a){b:c}",
    "",
    "a b",
    "9223372036854775808",
    "-9223372036854775808",
    "a.all(x.y, true)",
    "has(a)",
    "// only a comment",
    `${"(".repeat(100)}a${")".repeat(100)}`,
    `a${".b".repeat(400)}`,
  ])("agrees on %j, or leaves it to the other parser", (source) => {
    expect(differs(source)).toBe(false);
  });

  test("is left out where the lexer stumbles", () => {
    expect(readAt("a $ b")).toBeNull();
  });
});
