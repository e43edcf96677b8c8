import { describe, expect, test } from "vitest";
import { tokenize } from "./tokenize.ts";

const kindsOf = (source: string): readonly string[] =>
  tokenize(source)
    .tokens.slice(0, -1)
    .map(({ kind, text }) => (kind === text ? kind : `${kind} ${text}`));

describe("the lexer takes the longest match", () => {
  test.for([
    ["in inner", ["in", "IDENTIFIER inner"]],
    ["r'a\\'", ["STRING r'a\\'"]],
    ["b'a' rb", ["BYTES b'a'", "IDENTIFIER rb"]],
    ["bR'\\d'", ["BYTES bR'\\d'"]],
    ["'' ''''''", ["STRING ''", "STRING ''''''"]],
    ["'a\\'b' 'é😀'", ["STRING 'a\\'b'", "STRING 'é😀'"]],
    ['"""a"b"""', ['STRING """a"b"""']],
    ["a.b .5 1.5", ["IDENTIFIER a", ".", "IDENTIFIER b", "NUM_FLOAT .5", "NUM_FLOAT 1.5"]],
    ["1u 0x1fu -2", ["NUM_UINT 1u", "NUM_UINT 0x1fu", "-", "NUM_INT 2"]],
    ["<= < == !=! &&", ["<=", "<", "==", "!=", "!", "&&"]],
    ["a//b\n/c", ["IDENTIFIER a", "/", "IDENTIFIER c"]],
    ["`a-b`?", ["ESC_IDENTIFIER `a-b`", "?"]],
  ] as const)("in %j", ([source, expected]) => {
    expect(kindsOf(source)).toEqual(expected);
  });

  test("and counts places in code points", () => {
    const { tokens } = tokenize("'😀' // 😀\n + x");
    expect(tokens.map(({ at, end }) => [at, end])).toEqual([
      [0, 3],
      [10, 11],
      [12, 13],
      [13, 13],
    ]);
  });

  test("and reports the rest of a string that does not end", () => {
    const { unreadable } = tokenize("x + 'ab\n c");
    expect(unreadable).toEqual([{ text: "'ab\n", at: 4, end: 8 }]);
  });
});
