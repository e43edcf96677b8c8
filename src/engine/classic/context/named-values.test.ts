import { expect, test } from "vitest";
import { splitName, withNamedValues } from "./named-values.ts";

test.for([
  ["cfg.data.key", ["cfg", "data", "key"]],
  ['a."b.c/d".e', ["a", "b.c/d", "e"]],
  ['a."say ""hi"""', ["a", 'say "hi"']],
  ["plain", ["plain"]],
] as const)("%s has the parts %j", ([name, parts]) => {
  expect(splitName(name)).toEqual(parts);
});

test("values are merged deeply and leave the document as it was", () => {
  const document = { request: { object: { a: 1 }, operation: "CREATE" } };
  const filled = withNamedValues(document, { "request.object.b": 2, "cfg.data.k": "v", top: 1 });
  expect(filled).toEqual({
    request: { object: { a: 1, b: 2 }, operation: "CREATE" },
    cfg: { data: { k: "v" } },
    top: 1,
  });
  expect(document).toEqual({ request: { object: { a: 1 }, operation: "CREATE" } });
});

test("a value named __proto__ is a value like any other", () => {
  const filled = withNamedValues({}, { "__proto__.polluted": "yes" });
  expect(Object.hasOwn(filled, "__proto__")).toBe(true);
  expect(Object.getPrototypeOf(filled)).toBe(Object.prototype);
  expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
});
