import { expect, test } from "vitest";
import { goJsonString, parseGoJson } from "./go-json.ts";

// oxfmt-ignore
test.for<[text: string, value: unknown]>([
  [' {"b":[1,-0.5e3,true,null],"a":{}} ', { b: [1, -500, true, null], a: {} }],
  ['{"a":1,"a":2}', { a: 2 }],
  [String.raw`"\ud83d\ude00\ud83d"`, "😀\uFFFD"],
  ['"1e400"', "1e400"],
])("%s is read", ([text, value]) => {
  expect(parseGoJson(text)).toEqual({ ok: true, value });
});

// oxfmt-ignore
test.for<[text: string, error: string]>([
  ["", "unexpected end of JSON input"],
  ["[1", "unexpected end of JSON input"],
  ['{"a":1}x', "invalid character 'x' after top-level value"],
  ["{a:1}", "invalid character 'a' looking for beginning of object key string"],
  ["{'a':1}", String.raw`invalid character '\'' looking for beginning of object key string`],
  ["[1,]", "invalid character ']' looking for beginning of value"],
  ['{"a":1,}', "invalid character '}' looking for beginning of object key string"],
  ['{"a" 1}', "invalid character '1' after object key"],
  ['{"a":1 "b"}', `invalid character '"' after object key:value pair`],
  ["[1 2]", "invalid character '2' after array element"],
  ["01", "invalid character '1' after top-level value"],
  ["-a", "invalid character 'a' in numeric literal"],
  ["1.x", "invalid character 'x' after decimal point in numeric literal"],
  ["1e+", "invalid character ' ' in exponent of numeric literal"],
  ["1ex", "invalid character 'x' in exponent of numeric literal"],
  ["nul1", "invalid character '1' in literal null (expecting 'l')"],
  ["NaN", "invalid character 'N' looking for beginning of value"],
  ['"a\nb"', String.raw`invalid character '\n' in string literal`],
  [String.raw`"\x"`, "invalid character 'x' in string escape code"],
  [String.raw`"\u12g4"`, String.raw`invalid character 'g' in \u hexadecimal character escape`],
  ["é", "invalid character 'Ã' looking for beginning of value"],
  ['{"a":[1,-1e400]}', "json: cannot unmarshal number -1e400 into Go value of type float64"],
])("%o is refused in Go's words", ([text, error]) => {
  expect(parseGoJson(text)).toEqual({ ok: false, error });
});

test("strings are escaped as Go does", () => {
  const text = '<a&"\\\u0001\b\u2028é\ud800>';
  const escaped = String.raw`\u003ca\u0026\"\\\u0001\b\u2028é` + "\uFFFD" + String.raw`\u003e`;
  expect(goJsonString(text)).toBe(`"${escaped}"`);
});

function deep(levels: number): string {
  return "[".repeat(levels) + "]".repeat(levels);
}

test("nesting has an end", () => {
  expect(parseGoJson(deep(1000)).ok).toBe(true);
  expect(parseGoJson(deep(1001))).toEqual({ ok: false, error: "exceeded max depth" });
  expect(parseGoJson(`"${"[".repeat(2000)}"`).ok).toBe(true);
});
