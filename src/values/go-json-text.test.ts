import { expect, test } from "vitest";
import { compareBytes } from "./compare-bytes.ts";
import { formatGoJson } from "./go-json-text.ts";

test("keys are sorted by their bytes, and what HTML reads is escaped", () => {
  expect(formatGoJson({ "😀": 1, "\uffee": [null, true], b: "<&>" })).toEqual({
    ok: true,
    value: String.raw`{"b":"\u003c\u0026\u003e","ﾮ":[null,true],"😀":1}`.replace("ﾮ", "\uffee"),
  });
});

test.for([
  [[Number.NaN], "NaN"],
  [{ a: Infinity }, "+Inf"],
  [-Infinity, "-Inf"],
] as const)("%j is no JSON", ([value, shown]) => {
  expect(formatGoJson(value)).toEqual({ ok: false, error: `json: unsupported value: ${shown}` });
});

test("texts are ordered by their code points", () => {
  expect(["b", "a", "😀", "\uffee", "ab", ""].toSorted(compareBytes)).toEqual([
    "",
    "a",
    "ab",
    "b",
    "\uffee",
    "😀",
  ]);
});
