import { expect, test } from "vitest";

import type { Resource } from "../../manifest/resource.ts";
import { prepareResources } from "./prepare-resources.ts";

function resource(kind: string, metadata: Resource["metadata"], fields = {}): Resource {
  return { apiVersion: "v1", kind, metadata, ...fields };
}

test("namespaced objects without a namespace go to default, cluster-scoped and placed ones stay", () => {
  const namespaces = prepareResources([
    resource("Pod", { name: "a" }),
    resource("Pod", { name: "b", namespace: "x" }),
    resource("Namespace", { name: "c" }),
    { ...resource("Thing", { name: "d" }), apiVersion: "example.com/v1" },
  ]).map(({ metadata }) => metadata.namespace);
  expect(namespaces).toEqual(["default", "x", undefined, "default"]);
});

test("null maps become empty wherever they stand, other nulls stay", () => {
  const given: Resource = JSON.parse(`{
    "apiVersion": "v1", "kind": "Pod",
    "metadata": {"name": "a", "namespace": "x", "annotations": null},
    "spec": {"nodeSelector": null, "other": null, "list": [{"labels": null}]}
  }`);
  expect(prepareResources([given])).toEqual([
    resource(
      "Pod",
      { name: "a", namespace: "x", annotations: {} },
      { spec: { nodeSelector: {}, other: null, list: [{ labels: {} }] } },
    ),
  ]);
  expect(given.metadata.annotations).toBeNull();
});

test("an object that needs nothing is the same object", () => {
  const given = resource("Pod", { name: "a", namespace: "x" }, { spec: { list: [1, { b: 2 }] } });
  expect(prepareResources([given])[0]).toBe(given);
});

test("the first of several same objects counts, whatever its version", () => {
  const kept = prepareResources([
    resource("Pod", { name: "a" }, { spec: 1 }),
    resource("Pod", { name: "a", namespace: "default" }, { spec: 2 }),
    { ...resource("Job", { name: "j" }), apiVersion: "batch/v1" },
    { ...resource("Job", { name: "j" }), apiVersion: "batch/v1beta1" },
  ]);
  expect(kept.map(({ kind, spec }) => [kind, spec])).toEqual([
    ["Pod", 1],
    ["Job", undefined],
  ]);
});
