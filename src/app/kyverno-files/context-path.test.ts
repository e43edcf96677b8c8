import { expect, test } from "vitest";
import type { Resource } from "../../manifest/resource.ts";
import { mergeAt, splitContextPath, withOverrides } from "./context-path.ts";

test.for([
  ["a", ["a"]],
  ["request.object.spec", ["request", "object", "spec"]],
  ['metadata.annotations."a.b/c"', ["metadata", "annotations", "a.b/c"]],
  ['"a.b".c', ["a.b", "c"]],
  ['x."say ""hi"""', ["x", 'say "hi"']],
] as const)("%s is split at its own dots only", ([path, parts]) => {
  expect(splitContextPath(path)).toEqual(parts);
});

test.for([
  [{}, ["a", "b"], 1, { a: { b: 1 } }],
  [{ a: { b: 1, c: 2 } }, ["a", "b"], 3, { a: { b: 3, c: 2 } }],
  [{ a: { b: { x: 1 } } }, ["a", "b"], { y: [2] }, { a: { b: { x: 1, y: [2] } } }],
  [{ a: [1, 2] }, ["a"], [3], { a: [3] }],
  [{ a: 1 }, ["a", "b"], 2, { a: { b: 2 } }],
] as const)("into %j at %j goes %j", ([object, path, value, merged]) => {
  expect(mergeAt(object, path, value)).toEqual(merged);
});

test("a resource is not changed in place, and stays itself without overrides", () => {
  const resource: Resource = Object.freeze({
    apiVersion: "v1",
    kind: "Pod",
    metadata: Object.freeze({ name: "p", labels: Object.freeze({ a: "1" }) }),
  });
  expect(withOverrides(resource, [])).toBe(resource);
  const changed = withOverrides(resource, [{ path: ["metadata", "labels", "b"], value: "2" }]);
  expect(changed.metadata.labels).toEqual({ a: "1", b: "2" });
  expect(resource.metadata.labels).toEqual({ a: "1" });
});

test("keys of the prototype are ordinary keys", () => {
  const merged = mergeAt({}, ["__proto__", "x"], 1);
  expect(Object.keys(merged)).toEqual(["__proto__"]);
  expect(Object.hasOwn(Object.prototype, "x")).toBe(false);
});
