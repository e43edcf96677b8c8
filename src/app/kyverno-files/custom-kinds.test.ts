import { expect, test } from "vitest";

import { parseDocuments } from "../../manifest/parse-documents.ts";
import { findKindsOf } from "./custom-kinds.ts";

function definitions(text: string): ReturnType<typeof findKindsOf> {
  return findKindsOf(parseDocuments(text, "crd.yaml").documents);
}

test("a definition says a kind's plural and scope for each of its versions", () => {
  const find = definitions(`
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: meese.example.com}
spec:
  group: example.com
  scope: Cluster
  names: {kind: Moose, plural: meese, singular: moose}
  versions: [{name: v1, served: true}, {name: v2}]
`);
  const moose = { group: "example.com", kind: "Moose", plural: "meese", namespaced: false };
  expect(find("example.com/v1", "Moose")).toEqual({ ...moose, version: "v1" });
  expect(find("example.com/v2", "Moose")).toEqual({ ...moose, version: "v2" });
});

test("kinds without a definition are found as everywhere", () => {
  expect(definitions("")("v1", "Namespace")).toMatchObject({
    plural: "namespaces",
    namespaced: false,
  });
});

test("a document that defines nothing is refused", () => {
  expect(() => definitions("apiVersion: v1\nkind: Pod\nmetadata: {name: a}")).toThrow(
    "crd.yaml:1: no CustomResourceDefinition",
  );
});
