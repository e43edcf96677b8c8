import { expect, test } from "vitest";
import { formatQueryTree } from "./format-query-tree.ts";

test("the tree is that of `kyverno jp parse`, unclosed braces and all", () => {
  expect(formatQueryTree("a[?b == `[1, null]`].{c: f('x')}")).toEqual({
    ok: true,
    text: [
      "ASTFilterProjection {",
      "  children: {",
      "    ASTField {",
      '      value: "a"',
      "    }",
      "    ASTMultiSelectHash {",
      "      children: {",
      "        ASTKeyValPair {",
      '          value: "c"',
      "          children: {",
      "            ASTFunctionExpression {",
      '              value: "f"',
      "              children: {",
      "                ASTLiteral {",
      '                  value: "x"',
      "                }",
      "            }",
      "        }",
      "    }",
      "    ASTComparator {",
      "      value: tEQ",
      "      children: {",
      "        ASTField {",
      '          value: "b"',
      "        }",
      "        ASTLiteral {",
      "          value: []interface {}{1, interface {}(nil)}",
      "        }",
      "    }",
      "}",
      "",
    ].join("\n"),
  });
});

test("the bounds of a slice are printed, where Kyverno prints their addresses", () => {
  expect(formatQueryTree("[1:]")).toHaveProperty(
    "text",
    expect.stringContaining("[]*int{1, (*int)(nil), (*int)(nil)}"),
  );
});

test.for([
  ["", "SyntaxError: Incomplete expression\n\n^"],
  [
    "a.b c",
    "SyntaxError: Unexpected token at the end of the expression: tUnquotedIdentifier\na.b c\n    ^",
  ],
  ["a.#", "SyntaxError: Unknown char: '#'\na.#\n  ^"],
  ["`x`", "invalid character 'x' looking for beginning of value"],
] as const)("the error of %j is marked where it is", ([source, message]) => {
  expect(formatQueryTree(source)).toEqual({ ok: false, message });
});

test("a tree too deep is refused", () => {
  expect(formatQueryTree(`a${".a".repeat(3000)}`)).toHaveProperty("ok", false);
});
