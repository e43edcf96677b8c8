import { expect, test } from "vitest";
import { formatGoSyntax } from "./go-syntax.ts";

test.for([
  ["a\n", String.raw`"a\n"`],
  [1, "1"],
  [1e21, "1e+21"],
  [[1, "x", null, true], '[]interface {}{1, "x", interface {}(nil), true}'],
  [
    { b: [], a: {} },
    'map[string]interface {}{"a":map[string]interface {}{}, "b":[]interface {}{}}',
  ],
] as const)("%j is written as in Go's source", ([value, text]) => {
  expect(formatGoSyntax(value)).toBe(text);
});
