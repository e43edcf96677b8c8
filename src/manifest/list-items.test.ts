import { expect, test } from "vitest";
import { generateObjects } from "../../test/fake-api-server/generate-objects.ts";
import { listItems, OddList, type UnreadFields } from "./list-items.ts";
import { parseList } from "./parse-list.ts";
import type { Resource } from "./resource.ts";

const ALL: UnreadFields = { managedFields: false, podStatus: false };
const LESS: UnreadFields = { managedFields: true, podStatus: true };
const METADATA = { resourceVersion: "7" };
const ITEMS = generateObjects({ pods: 30, namespaces: 2 })
  .filter(({ kind }) => kind === "Pod")
  .map(({ metadata, spec, status }) => ({ metadata, spec, status }));

function listed(list: unknown, unread: UnreadFields, kind = "Pod"): Resource[] {
  const json = typeof list === "string" ? list : JSON.stringify(list);
  return [...listItems(Buffer.from(json), kind, unread)];
}

function whole(list: unknown): readonly Resource[] {
  const parsed = parseList(Buffer.from(JSON.stringify(list)), { kind: "Pod" });
  return parsed.ok ? parsed.resources : [];
}

const BUILT_IN = { kind: "PodList", apiVersion: "v1", metadata: METADATA, items: ITEMS };
const CUSTOM = { apiVersion: "v1", items: ITEMS, kind: "PodList", metadata: METADATA };
/** Looks like the ends of items, of managedFields and of a pod inside of an item. */
const TRAPS = [
  { metadata: { name: "a" }, spec: { templates: [{ metadata: {} }, { metadata: { x: 1 } }] } },
  { metadata: { name: 'b},{"metadata":{', managedFields: [{ f: { "v:[{}]": {} } }], z: 1 } },
  { metadata: { managedFields: [{ f: {} }], name: "c" }, spec: { status: {} }, status: { a: 1 } },
  { metadata: { name: "d" }, status: { phase: "x" }, spec: { late: true } },
  { metadata: { name: "e", managedFields: [] }, spec: {} },
  { metadata: { 'x"managedFields': [{}], name: "f" }, spec: {} },
];

test.for([
  ["a built-in list", BUILT_IN],
  ["a list of custom resources", CUSTOM],
  ["a list of traps", { ...BUILT_IN, items: TRAPS }],
  ["a list of one", { ...BUILT_IN, items: ITEMS.slice(0, 1) }],
  ["an empty list", { ...BUILT_IN, items: [] }],
])("%s gives what parsing it as a whole gives", ([, list]) => {
  expect(listed(list, ALL)).toEqual(whole(list));
});

test("what is not read is left out, everything else is there", () => {
  const lean = whole(BUILT_IN).map((pod) => {
    const { managedFields: _, ...metadata } = pod.metadata;
    return { metadata, spec: pod["spec"], apiVersion: "v1", kind: "Pod" };
  });
  expect(lean).toHaveLength(30);
  for (const list of [BUILT_IN, CUSTOM]) expect(listed(list, LESS)).toEqual(lean);
});

function names(resources: readonly Resource[]): unknown {
  return resources.map(({ metadata, spec }) => [metadata.name, metadata["z"], spec]);
}

test("a cut in the wrong place is noticed", () => {
  const list = { ...BUILT_IN, items: TRAPS };
  expect(names(listed(list, LESS))).toEqual(names(whole(list)));
});

test("only pods lose their status", () => {
  const [claim] = listed({ ...BUILT_IN, items: ITEMS.slice(0, 1) }, LESS, "Claim");
  expect(claim).toHaveProperty("status");
});

test.for([
  "<html>",
  '{"kind":"Status"}',
  '{"kind":"PodList","items":[{"metadata":{}},{"metadata":{}]}',
  '{"kind":"PodList","items":[1]}',
])("%s is no such list", (text) => {
  expect(() => listed(text, LESS)).toThrow(OddList);
});

test("indented lists are read too", () => {
  const list = JSON.stringify(BUILT_IN, undefined, 2);
  expect(() => listed(list, ALL)).toThrow(OddList);
});
