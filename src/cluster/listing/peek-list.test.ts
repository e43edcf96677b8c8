import { expect, test } from "vitest";
import { peekList } from "./peek-list.ts";

/** More than the peeking looks at. */
const ITEMS = Array.from({ length: 500 }, (_, index) => ({
  metadata: {
    name: `p-${index}`,
    annotations: { note: '],"kind":"Fake","metadata":{"continue":"trap"}}', items: '"items":[' },
  },
  list: [{ items: [1], metadata: { continue: "inner" } }],
  x: "ü".repeat(200),
}));

function peek(value: unknown, indent?: number) {
  return peekList(Buffer.from(JSON.stringify(value, undefined, indent)));
}

const metadata = { resourceVersion: "7", continue: "next/token==", remainingItemCount: 12 };
const HEAD = { listKind: "PodList", next: "next/token==", remaining: 12 };

test.for([undefined, 4])("a token before the items is found (indent %s)", (indent) => {
  expect(peek({ kind: "PodList", apiVersion: "v1", metadata, items: ITEMS }, indent)).toEqual(HEAD);
});

test.for([undefined, 4])("a token behind the items is found (indent %s)", (indent) => {
  expect(peek({ apiVersion: "v1", items: ITEMS, kind: "PodList", metadata }, indent)).toEqual(HEAD);
});

test("a last page has no token", () => {
  const last = { listKind: "PodList", next: undefined, remaining: undefined };
  expect(peek({ kind: "PodList", metadata: { continue: "" }, items: ITEMS })).toEqual(last);
  expect(peek({ items: ITEMS, kind: "PodList", metadata: {} })).toEqual(last);
});

test("a list that is laid out otherwise is parsed as a whole", () => {
  const list = { metadata: { ...metadata, note: "y".repeat(9000) }, kind: "PodList", items: ITEMS };
  expect(peek(list)).toEqual(HEAD);
  expect(peek({ kind: "PodList", items: null, metadata })).toEqual(HEAD);
  expect(peek({ kind: "PodList", items: [] })).toMatchObject({ listKind: "PodList" });
});

test.for(["<html>", "[]", '{"kind":"Status","metadata":{}}', '{"items":[{"a":1}', ""])(
  "%s is no list",
  (text) => {
    expect(peekList(Buffer.from(text))).toBeUndefined();
  },
);
