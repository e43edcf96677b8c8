import { expect, test } from "vitest";
import { formatExpression } from "./format-expression.ts";
import { parseExpression } from "./parse/parse-expression.ts";

function roundTrip(source: string): string {
  const parsed = parseExpression(source, { orValueCompat: true, twoVariableMacros: true });
  return parsed.ok ? formatExpression(parsed.root) : "does not parse";
}

test.for([
  "a && b || c && !d",
  "(a || b) && c",
  "a + b * c - (d - e)",
  "(a + b) * c",
  "!(a == b)",
  "-x + 1",
  "a ? b : c ? d : e",
  "(a ? b : c) ? d : e",
  "x in ['a', 'b']",
  "object.spec.?containers.orValue([])",
  "object.metadata.labels[?'app'].hasValue()",
  "m['key'][0]",
  "has(object.spec.replicas)",
  "object.spec.containers.all(c, c.image.startsWith('r/'))",
  "xs.exists_one(x, x > 1)",
  "xs.filter(x, x != null).map(y, y.name)",
  "m.all(k, v, k != v)",
  "{'a': 1, 'b': [2, 3]}",
  "cel.bind(x, a + b, x * 2)",
  "size(xs) == 0",
  "1.5 + 2.0",
  "5u == x",
  String.raw`'it\'s' + "\n"`.replace('"\\n"', String.raw`'\n'`),
])("%s stays as it is", (source) => {
  expect(roundTrip(source)).toBe(source);
});

test.for([
  ["a  &&\n  b", "a && b"],
  ["((a))", "a"],
  ['"x"', "'x'"],
])("%j is written %s", ([source = "", text]) => {
  expect(roundTrip(source)).toBe(text);
});
