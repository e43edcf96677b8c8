import { expect, test } from "vitest";
import { parseAnchor, withKey } from "./parse-anchor.ts";

test.for([
  ["key", undefined, "key"],
  ["(key)", "condition", "key"],
  ["<(key)", "global", "key"],
  ["=(key)", "equality", "key"],
  ["^(key)", "existence", "key"],
  ["X(key)", "negation", "key"],
  ["+(key)", "addIfAbsent", "key"],
  [" =(key) ", "equality", "key"],
  ["=(a(b))", "equality", "a(b)"],
  ["()", undefined, "()"],
  ["Y(key)", undefined, "Y(key)"],
  ["=(key", undefined, "=(key"],
] as const)("%j has the anchor %s around %j", ([text, anchor, key]) => {
  expect(parseAnchor(text)).toEqual({ anchor, key });
});

test.for([
  ["=(app*)", "app.kubernetes.io/name", "=(app.kubernetes.io/name)"],
  ["(app*)", "app", "(app)"],
  ["app*", "app", "app"],
] as const)("%j around another key is %j", ([text, key, expected]) => {
  expect(withKey(text, key)).toBe(expected);
});
