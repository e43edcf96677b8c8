import { expect, test } from "vitest";
import {
  childDocument,
  queryDocument,
  rootDocument,
  type ContextDocument,
  type ContextEntry,
} from "./context-document.ts";
import { Failure } from "./failure.ts";
import { compileContextQuery, mentions } from "./variables/context-query.ts";

function document(root: Readonly<Record<string, unknown>> = {}): ContextDocument {
  return rootDocument(root, {
    environment: { now: () => 0n, random: () => 0 },
    source: {},
    isDelete: false,
    loadImages: () => ({ containers: {} }),
    mergedImages: undefined,
    needs: [],
    limit: Number.POSITIVE_INFINITY,
    entryCount: 0,
  });
}

function entry(name: string, load: ContextEntry["load"]): ContextEntry {
  return { name, isNamedIn: mentions(name), load };
}

function ask(where: ContextDocument, query: string): unknown {
  return queryDocument(where, compileContextQuery(query));
}

test("an entry is loaded at the first query that names it, and once", () => {
  let loads = 0;
  const layer = childDocument(document(), {}, [entry("a", () => ++loads)]);
  expect(ask(layer, "`1`")).toBe(1);
  expect(loads).toBe(0);
  expect(ask(layer, "a")).toBe(1);
  expect(ask(layer, "[a, a]")).toEqual([1, 1]);
  expect(loads).toBe(1);
});

test("an entry sees only those before it", () => {
  const layer = (): ContextDocument =>
    childDocument(document(), {}, [
      entry("a", (inside) => ask(inside, "b")),
      entry("b", (inside) => ask(inside, "c || 'none'")),
      entry("c", () => "c"),
    ]);
  expect(ask(layer(), "b")).toBe("none");
  expect(ask(layer(), "a")).toEqual(
    new Failure('JMESPath query failed: Unknown key "b" in path', true),
  );
});

test("of equal names the last one wins, and one that fails fails all", () => {
  const good = childDocument(document(), {}, [entry("a", () => 1), entry("a", () => 2)]);
  expect(ask(good, "a")).toBe(2);
  const bad = childDocument(document(), {}, [
    entry("a", () => 1),
    entry("a", () => new Failure("no")),
  ]);
  expect(ask(bad, "a || 'x'")).toEqual(new Failure("no"));
});

test("what an inner layer has loaded of an outer one stays, its own names do not", () => {
  let loads = 0;
  const outer = childDocument(document(), {}, [entry("a", () => ++loads)]);
  const inner = childDocument(outer, { element: "e" });
  expect(ask(inner, "[a, element]")).toEqual([1, "e"]);
  expect(ask(outer, "a")).toBe(1);
  expect(loads).toBe(1);
  expect(ask(outer, "element || 'none'")).toBe("none");
});

test("a value that holds the document does not hold itself", () => {
  const layer = childDocument(document({ request: {} }), {}, [
    entry("all", (inside) => ask(inside, "@")),
  ]);
  expect(ask(layer, "all")).toEqual({ request: {} });
  expect(JSON.stringify(ask(layer, "@"))).toBe('{"request":{},"all":{"request":{}}}');
});

test("images are collected only for queries that name them", () => {
  const root = document({ request: {} });
  expect(ask(root, "keys(@)")).toEqual(["request"]);
  expect(ask(root, "images")).toEqual({ containers: {} });
});

test.for([
  ["", "invalid query (nil)"],
  ["a[", "incorrect query a[: SyntaxError: Expected tStar, received: tEOF"],
  [
    "length(`1`)",
    'JMESPath query failed: Invalid type for: 1, expected: []jmespath.JpType{"string", "array", "object"}',
  ],
] as const)("the query %j fails with %j", ([query, message]) => {
  expect(ask(document(), query)).toHaveProperty("message", message);
});

test.for([
  ["a", "a.b", true],
  ["a", "x.a", false],
  ["a", "x || a", true],
  ["a", "ab", false],
  ["a", "keys(a)", true],
  ["bad", "join(' bad ', x)", true],
] as const)("%s is named in %s: %s", ([name, query, wanted]) => {
  expect(mentions(name)(query)).toBe(wanted);
});
