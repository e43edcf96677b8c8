import { expect, test } from "vitest";
import { requestFor, type RequestOptions } from "../request-for.ts";
import { requestMap } from "./request-map.ts";

const CONFIG_MAP = {
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "c1", namespace: "default" },
  spec: { n: 3, ratio: 1.5, huge: 1e30 },
};

function mapOf(options: RequestOptions = {}): unknown {
  return requestMap(requestFor(CONFIG_MAP, options));
}

test("the map has Kubernetes' fields without the empty ones", () => {
  const kind = { group: "", version: "v1", kind: "ConfigMap" };
  const resource = { group: "", version: "v1", resource: "configmaps" };
  expect(mapOf()).toEqual({
    uid: "",
    kind,
    resource,
    requestKind: kind,
    requestResource: resource,
    name: "c1",
    namespace: "default",
    operation: "CREATE",
    userInfo: {},
    object: expect.anything() as unknown,
    oldObject: null,
    dryRun: false,
    options: null,
  });
});

test("its objects have whole numbers as ints, fractions and what int64 can't hold as doubles", () => {
  expect(mapOf()).toMatchObject({ object: { spec: { n: 3n, ratio: 1.5, huge: 1e30 } } });
});

test("the object is null on DELETE, the old one on CREATE", () => {
  expect(mapOf({ operation: "DELETE" })).toMatchObject({
    object: null,
    oldObject: { kind: "ConfigMap" },
  });
});

test("user info says what is known", () => {
  const userInfo = { username: "u", groups: ["g"], extra: {} };
  expect(mapOf({ userInfo })).toMatchObject({ userInfo: { username: "u", groups: ["g"] } });
  expect(mapOf({ userInfo })).not.toHaveProperty("userInfo.extra");
});

test("a subresource is named twice", () => {
  const apiResource = {
    group: "",
    version: "v1",
    kind: "Pod",
    plural: "pods",
    subresource: "exec",
    namespaced: true,
  };
  expect(mapOf({ apiResource })).toMatchObject({ subResource: "exec", requestSubResource: "exec" });
});

test("asking twice about one request gives the same map", () => {
  const request = requestFor(CONFIG_MAP);
  expect(requestMap(request)).toBe(requestMap(request));
});
