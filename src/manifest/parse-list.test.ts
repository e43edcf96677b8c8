import { expect, test } from "vitest";
import { parseList } from "./parse-list.ts";

const pod = { metadata: { name: "a", managedFields: [{ manager: "kubelet" }] }, spec: {} };

function bytes(value: unknown): Buffer {
  return Buffer.from(typeof value === "string" ? value : JSON.stringify(value));
}

test("items without a type get the list's, others keep their own", () => {
  const widget = { apiVersion: "example.com/v1", kind: "Widget", metadata: { name: "w" } };
  const list = { kind: "PodList", apiVersion: "v1", metadata: {}, items: [pod, widget] };
  expect(parseList(bytes(list))).toEqual({
    ok: true,
    listKind: "PodList",
    resources: [{ ...pod, apiVersion: "v1", kind: "Pod" }, widget],
  });
});

test("managedFields are left out when asked", () => {
  const list = bytes({ kind: "PodList", apiVersion: "v1", metadata: {}, items: [pod] });
  expect(parseList(list, { kind: "Pod", dropManagedFields: true })).toMatchObject({
    resources: [{ apiVersion: "v1", kind: "Pod", metadata: { name: "a" }, spec: {} }],
  });
  expect(list.length).toBeGreaterThan(0);
});

test("a list that Go wrote as null is empty", () => {
  expect(parseList(bytes({ kind: "List", apiVersion: "v1", items: null }))).toMatchObject({
    ok: true,
    resources: [],
  });
});

test.for([
  ["<html>login</html>", "no JSON"],
  ['{"items":[', "no JSON"],
  ['{"kind":"Status"}', "no list"],
  ['{"items":[1]}', "no list"],
  ["[]", "no list"],
])("%s is %s", ([text = "", is]) => {
  expect(parseList(bytes(text))).toEqual({ ok: false, is });
});
