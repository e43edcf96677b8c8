import { expect, test } from "vitest";
import type { ContextAnswer, ContextSource } from "../../engine/context-source.ts";
import { offlineHost } from "../../engine/offline-host.ts";
import { findApiResource } from "../../manifest/api-kinds.ts";
import type { Resource } from "../../manifest/resource.ts";
import { offlineContext, type CallResponse, type OfflineContext } from "./offline-context.ts";

function object(kind: string, name: string, namespace?: string): Resource {
  return {
    apiVersion: "v1",
    kind,
    metadata: { name, ...(namespace !== undefined && { namespace }) },
  };
}

const RESOURCES = [
  object("Pod", "p3", "ns1"),
  object("Pod", "p1", "ns1"),
  object("Pod", "p2", "default"),
  object("Namespace", "ns1"),
  { ...object("ConfigMap", "cm", "default"), data: { k: "v" } },
];

function source(changes: Partial<OfflineContext> = {}): ContextSource {
  return offlineContext({
    resources: RESOURCES,
    findKind: findApiResource,
    answersCalls: true,
    answersConfigMaps: true,
    sendHttp: offlineHost([]).sendHttp,
    ...changes,
  });
}

function get(urlPath: string, context = source()): ContextAnswer | undefined {
  return context.callApi?.({ entry: "e", method: "GET", urlPath, data: [] });
}

test("a collection is a list in order of name", () => {
  expect(get("/api/v1/namespaces/ns1/pods")).toEqual({
    kind: "value",
    value: {
      apiVersion: "v1",
      kind: "PodList",
      metadata: { continue: "", resourceVersion: "3" },
      items: [RESOURCES[1], RESOURCES[0]],
    },
  });
  expect(get("/api/v1/pods")).toMatchObject({ value: { items: { length: 3 } } });
  expect(get("api/v1/namespaces")).toMatchObject({ value: { kind: "NamespaceList" } });
});

test("a namespaced object is found by its path", () => {
  expect(get("/api/v1/namespaces/ns1/pods/p1")).toEqual({ kind: "value", value: RESOURCES[1] });
});

test.for([
  ["/api/v1/namespaces/ns1", "failed to parse path: api/v1/namespaces/ns1"],
  ["/nope", "failed to parse path: nope"],
  ["/api/v1/namespaces/ns1/pods/p9", 'pods "p9" not found'],
  ["/apis/apps/v1/namespaces/a/deployments/d", 'deployments.apps "d" not found'],
  ["/api/v1/secrets", "the server could not find the requested resource"],
] as const)("GET %s fails as in the CLI", ([path, reason]) => {
  const message = `failed to GET resource with raw url: ${path}: ${reason}`;
  expect(get(path)).toEqual({ kind: "error", message });
});

test("only GET is answered from objects, and services are not called", () => {
  const { callApi } = source();
  expect(
    callApi?.({ entry: "e", method: "POST", urlPath: "/api/v1/pods", data: [] }),
  ).toMatchObject({ kind: "error" });
  const service = { url: "http://127.0.0.1:1/x" };
  expect(callApi?.({ entry: "e", method: "GET", service, data: [] })).toEqual({
    kind: "error",
    message:
      'failed to execute HTTP request for APICall e: Get "http://127.0.0.1:1/x": connection to 127.0.0.1:1 blocked: IP 127.0.0.1 falls in blocked range 127.0.0.0/8',
  });
});

test("recorded answers win, by method and address or by address alone", () => {
  const ok = { statusCode: 200, body: { allowed: true } };
  const responses = new Map<string, CallResponse>([
    ["http://s/x", ok],
    ["POST:http://s/x", { statusCode: 503, body: null }],
  ]);
  const { callApi } = source({ answersCalls: false, responses });
  const call = { entry: "e", service: { url: "http://s/x" }, data: [] };
  expect(callApi?.({ ...call, method: "GET" })).toEqual({ kind: "value", value: ok.body });
  expect(callApi?.({ ...call, method: "POST" })).toMatchObject({ kind: "error" });
  expect(callApi?.({ entry: "e", method: "GET", urlPath: "/api/v1/pods", data: [] })).toEqual({
    kind: "disabled",
  });
});

test("ConfigMaps give data and metadata; without a cluster such entries are off", () => {
  expect(source().getConfigMap?.("cm", "default")).toEqual({
    kind: "value",
    value: { data: { k: "v" }, metadata: { name: "cm", namespace: "default" } },
  });
  expect(source().getConfigMap?.("nope", "default")).toMatchObject({ kind: "error" });
  expect(source({ answersConfigMaps: false }).getConfigMap).toBeUndefined();
});

test("global entries are answered by name; without any such entries are off", () => {
  const context = source({ globalEntries: new Map([["g.p", [1]]]) });
  expect(context.getGlobalReference?.("g.p")).toEqual({ kind: "value", value: [1] });
  expect(context.getGlobalReference?.("g")).toMatchObject({ kind: "error" });
  expect(source().getGlobalReference).toBeUndefined();
});
