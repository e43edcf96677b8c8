import { expect, test } from "vitest";
import { createPatternCache } from "./pattern-cache.ts";

test("equal patterns are compiled once", () => {
  const compile = createPatternCache(10);
  const first = compile({ spec: { image: "a:*" } });
  expect(compile({ spec: { image: "a:*" } })).toBe(first);
  expect(compile({ spec: { image: "b:*" } })).not.toBe(first);
});

test("no more patterns than the limit are kept", () => {
  const compile = createPatternCache(2);
  const first = compile("a");
  compile("b");
  compile("c");
  expect(compile("a")).not.toBe(first);
});

test("a cached pattern matches as the pattern itself", () => {
  const compile = createPatternCache(2);
  const pattern = { spec: { replicas: ">2" } };
  expect(compile(pattern).match({ spec: { replicas: 3 } })).toEqual({ kind: "pass" });
  expect(compile(pattern).match({ spec: { replicas: 2 } })).toMatchObject({
    kind: "fail",
    path: "/spec/replicas/",
  });
});
