import { expect, test } from "vitest";
import { requestFor } from "./request-for.ts";

const POD = { apiVersion: "v1", kind: "Pod", metadata: { name: "web", namespace: "shop" } };
const OLD = { ...POD, spec: {} };

test("a request says CREATE of the object's API resource unless told otherwise", () => {
  expect(requestFor(POD)).toMatchObject({
    object: POD,
    oldObject: null,
    operation: "CREATE",
    apiResource: { group: "", version: "v1", plural: "pods" },
    name: "web",
    namespace: "shop",
    userInfo: {},
    namespaceObject: null,
  });
});

test("UPDATE has both objects, the same one when no other is known", () => {
  expect(requestFor(POD, { operation: "UPDATE", oldObject: OLD })).toMatchObject({
    object: POD,
    oldObject: OLD,
  });
  expect(requestFor(POD, { operation: "UPDATE" }).oldObject).toBe(POD);
});

test("DELETE has only the old object", () => {
  expect(requestFor(POD, { operation: "DELETE" })).toMatchObject({
    object: null,
    oldObject: POD,
    name: "web",
  });
});

test("an unknown kind gets the plural that Kubernetes would guess", () => {
  const widget = { apiVersion: "example.com/v1", kind: "Policy", metadata: { name: "w" } };
  expect(requestFor(widget)).toMatchObject({
    apiResource: { plural: "policies", group: "example.com" },
    namespace: "",
  });
});

test("a name that is no text counts as missing", () => {
  const metadata: object = { name: null, namespace: 7 };
  expect(requestFor({ ...POD, metadata: { ...metadata } })).toMatchObject({
    name: "",
    namespace: "",
  });
});
