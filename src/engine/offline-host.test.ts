import { expect, test } from "vitest";
import { CelError } from "../cel/values.ts";
import { offlineHost } from "./offline-host.ts";

const DEPLOYMENT = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "dep", namespace: "shop" },
  spec: { replicas: 3, ratio: 0.5 },
};
const NODE = { apiVersion: "v1", kind: "Node", metadata: { name: "n" } };
const host = offlineHost([DEPLOYMENT, NODE], {
  images: { nginx: { registry: "index.docker.io" } },
  globalContext: { ent: { a: 1 } },
  now: () => 7n,
});

test("an object is found by version, plural, exact namespace and name, its whole numbers as ints", () => {
  expect(host.getResource("apps/v1", "deployments", "shop", "dep")).toMatchObject({
    spec: { replicas: 3n, ratio: 0.5 },
  });
  expect(host.getResource("v1", "nodes", "", "n")).toMatchObject({ kind: "Node" });
});

test.for([
  ["apps/v1", "deployments", "", "dep"],
  ["apps/v1", "Deployment", "shop", "dep"],
  ["apps/v1beta1", "deployments", "shop", "dep"],
  ["v1", "nodes", "shop", "n"],
  ["v1", "nopes", "shop", "x"],
])("%s %s %s/%s is null", ([apiVersion = "", plural = "", namespace = "", name = ""]) => {
  expect(host.getResource(apiVersion, plural, namespace, name)).toBeNull();
});

test("a list has the namespace's objects, whatever labels are asked for", () => {
  expect(host.listResources("apps/v1", "deployments", "shop", { a: "b" })).toMatchObject({
    items: [{ kind: "Deployment" }],
  });
  expect(host.listResources("apps/v1", "deployments", "other", {})).toEqual({ items: [] });
});

test("listing a resource that no object has is an error", () => {
  expect(host.listResources("autoscaling/v2", "horizontalpodautoscalers", "shop", {})).toEqual(
    new CelError("horizontalpodautoscalers.autoscaling resource not found"),
  );
});

test("image data is found by the exact reference", () => {
  expect(host.getImageData("nginx")).toEqual({ registry: "index.docker.io" });
  expect(host.getImageData("nginx:latest")).toEqual(
    new CelError("image data for nginx:latest not found in the context"),
  );
  expect(host.getImageData("constructor")).toBeInstanceOf(CelError);
});

test("a global context entry is null when absent, and its projection must exist", () => {
  expect(host.getGlobalContext("nope", "")).toBeNull();
  expect(host.getGlobalContext("ent", "")).toEqual({ a: 1 });
  expect(host.getGlobalContext("ent", "a")).toBe(1);
  expect(host.getGlobalContext("ent", "b")).toEqual(
    new CelError('projection "b" not found in global context entry "ent"'),
  );
});

test("HTTP calls fail and the clock is the given one", () => {
  const request = { method: "GET", url: "https://example.com", headers: {} } as const;
  expect(host.sendHttp(request)).toBeInstanceOf(CelError);
  expect(host.now()).toBe(7n);
});
