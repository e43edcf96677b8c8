import { expect, test } from "vitest";
import { callLibrary, callWithHost } from "../../../test/support/call-library.ts";
import { CelDuration, CelTimestamp } from "../boxed-values.ts";
import type { CelHost } from "../host.ts";
import { CelError, CelPending, type CelResult, type CelValue } from "../values.ts";
import { globalContextLibrary, namespacedGlobalContextLibrary } from "./global-context.ts";
import { gzipLibrary } from "./gzip.ts";
import { hashLibrary } from "./hash.ts";
import { httpLibrary, namespacedHttpLibrary } from "./http.ts";
import { imageDataLibrary } from "./image-data.ts";
import { imageLibrary } from "./image.ts";
import { jsonLibrary } from "./json.ts";
import { marshalJson } from "./json-text.ts";
import { randomLibrary } from "./random.ts";
import { namespacedResourceLibrary, resourceLibrary } from "./resource.ts";
import { timeLibrary } from "./time.ts";
import { transformLibrary } from "./transform.ts";
import { userLibrary } from "./user.ts";
import { x509Library } from "./x509.ts";

const error = (text: string): CelError => new CelError(text);

/** The value of `json`, `resource` …, which its methods get as their receiver. */
function receiver(library: typeof jsonLibrary): CelValue {
  const [constant] = Object.values(library.constants ?? {});
  return constant?.value ?? null;
}

function valueOf(result: CelResult): CelValue {
  if (result instanceof CelError) throw new Error(result.message);
  return result;
}

const call = callLibrary(
  gzipLibrary,
  hashLibrary,
  imageLibrary,
  jsonLibrary,
  timeLibrary,
  transformLibrary,
  userLibrary,
  x509Library,
);
const JSON_OBJECT = receiver(jsonLibrary);
const image = valueOf(call("image", "ghcr.io/org/app:v1"));
const leapDay = new CelTimestamp(1_709_210_096_789_000_000n);
const hours = (count: bigint): CelDuration => new CelDuration(count * 3_600_000_000_000n);

// oxfmt-ignore
test.for<[name: string, args: readonly CelValue[], result: CelResult]>([
  ["unmarshal", [JSON_OBJECT, '{"a":[1]}'], { a: [1] }],
  ["unmarshal", [JSON_OBJECT, 1.5], error("type conversion error from Double to 'string'")],
  ["marshal", [JSON_OBJECT, { b: 1n, a: "<" }], String.raw`{"a":"\u003c","b":1}`],
  ["sha1", ["abc"], "a9993e364706816aba3e25717850c26c9cd0d89d"],
  ["hash.md5", [""], "d41d8cd98f00b204e9800998ecf8427e"],
  ["isImage", ["UPPER"], false],
  ["parseImageReference", ["UPPER"], error("could not parse reference: UPPER")],
  ["registry", [image], "ghcr.io"],
  ["repository", [image], "org/app"],
  ["identifierWithSeparator", [image], ":v1"],
  ["containsDigest", [image], false],
  ["time.toCron", [leapDay], "34 12 29 2 4"],
  ["time.toCron", [new CelTimestamp(0n, -3600)], "0 23 31 12 3"],
  ["time.truncate", [leapDay, hours(168n)], new CelTimestamp(1_708_905_600_000_000_000n)],
  ["time.truncate", [leapDay, hours(-1n)], leapDay],
  ["listObjToMap", [[{ k: "a" }, { k: "b" }], [{ v: 1n }, {}], "k", "v"], { a: 1n, b: null }],
  ["listObjToMap", [[{ k: "a" }], [], "k", "v"], error("listObjToMap must take lists of equal length. list1: 1, list2: 0")],
  ["transform.listObjToMap", [[{ k: 1n }], [{}], "k", "v"], error("the passed key name cannot be handled as a string in the key object list")],
  ["gzip.decompress", [valueOf(call("gzip.compress", "é😀"))], "é😀"],
  ["gzip.compress", [1n], error("unsupported type conversion from 'int' to string")],
  ["x509.decode", ["abc"], error("failed to decode PEM block")],
])("%s%o gives %o", ([name, args, result]) => {
  expect(call(name, ...args)).toEqual(result);
});

test("a service account has a name and a namespace, which has() sees only when they are set", () => {
  const account = call("parseServiceAccount", "system:serviceaccount:ns:a:b");
  const nobody = call("user.parseServiceAccount", "kubernetes-admin");
  expect(account).toMatchObject({ name: "a:b", namespace: "ns" });
  expect(nobody).toMatchObject({ name: "", namespace: "" });
  expect(marshalJson(valueOf(account))).toBe('{"name":"a:b","namespace":"ns"}');
  expect(marshalJson(valueOf(nobody))).toBe("{}");
});

/** A host that answers with what it was asked. */
const echo: Partial<CelHost> = {
  getResource: (...args) => args,
  listResources: (...args) => args,
  getGlobalContext: (...args) => args,
  getImageData: (reference) => error(`image data for ${reference} not found in the context`),
  sendHttp: ({ method, url, headers, body, caBundle }) => [
    method,
    url,
    { ...headers },
    JSON.stringify(body ?? null),
    caBundle === undefined ? "" : "CA",
  ],
};
const resource = receiver(resourceLibrary);
const askCluster = callWithHost(echo, resourceLibrary, globalContextLibrary, imageDataLibrary);
const pods = valueOf(askCluster("toGVR", resource, "apps/v1", "Deployment"));

// oxfmt-ignore
test.for<[name: string, args: readonly CelValue[], result: CelResult]>([
  ["Get", ["v1", "pods", "ns", "a"], ["v1", "pods", "ns", "a"]],
  ["get", [pods, "ns", "a"], ["apps/v1", "deployments", "ns", "a"]],
  ["List", ["v1", "pods", "ns"], ["v1", "pods", "ns", {}]],
  ["list", [pods, "ns", { app: "x" }], ["apps/v1", "deployments", "ns", { app: "x" }]],
  ["list", ["v1", "pods", "ns", { app: 1 }], error("type conversion error from Double to 'string'")],
])("resource.%s%o asks the host", ([name, args, result]) => {
  expect(askCluster(name, resource, ...args)).toEqual(result);
});

test("namespaced policies ask for their own namespace and for nothing else", () => {
  const own = callWithHost(echo, namespacedResourceLibrary("mine"), namespacedGlobalContextLibrary);
  expect(own("get", resource, "v1", "pods", "a")).toEqual(["v1", "pods", "mine", "a"]);
  expect(own("list", resource, "v1", "pods", { a: "b" })).toEqual([
    "v1",
    "pods",
    "mine",
    { a: "b" },
  ]);
  expect(own("get", receiver(globalContextLibrary), "x")).toEqual(
    error("failed to get global reference: globalContext.* is not allowed in namespaced policies"),
  );
  const http = callWithHost(echo, namespacedHttpLibrary);
  expect(http("get", receiver(httpLibrary), "http://a")).toEqual(
    error(
      "request failed: http calls are not allowed in namespaced policies: set --allowHTTPInNamespacedPolicies to enable",
    ),
  );
});

test("host errors get the library's words, what is pending stays as it is", () => {
  const failing = callWithHost(
    { ...echo, getResource: () => error("no"), listResources: () => new CelPending("pods") },
    resourceLibrary,
    imageDataLibrary,
  );
  expect(failing("get", resource, "v1", "pods", "", "a")).toEqual(
    error("failed to get resource: no"),
  );
  expect(failing("list", resource, "v1", "pods", "")).toBeInstanceOf(CelPending);
  expect(failing("GetMetadata", receiver(imageDataLibrary), "x")).toEqual(
    error("failed to get image data: image data for x not found in the context"),
  );
});

test("objects are never created", () => {
  const answer = askCluster("post", resource, "v1", "configmaps", { kind: "ConfigMap" });
  expect(answer).toBeInstanceOf(CelError);
});

test("http sends url, headers, body and CA bundle", () => {
  const ask = callWithHost(echo, httpLibrary);
  const http = receiver(httpLibrary);
  const pem = "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n";
  expect(ask("Get", http, "http://a", { h: "v" })).toEqual([
    "GET",
    "http://a",
    { h: "v" },
    "null",
    "",
  ]);
  expect(ask("post", http, "http://a", { n: 1n })).toEqual(["POST", "http://a", {}, '{"n":1}', ""]);
  const client = valueOf(ask("client", http, pem));
  expect(ask("get", client, "http://a")).toEqual(["GET", "http://a", {}, "null", "CA"]);
  expect(ask("Client", http, "bad")).toEqual(
    error("request failed: failed to parse PEM CA bundle for APICall"),
  );
});

test("random texts match their pattern, whatever the dice say", () => {
  for (const dice of [0, 0.3, 0.499, 0.7, 0.999]) {
    const ask = callWithHost({ random: () => dice }, randomLibrary);
    expect(ask("random")).toMatch(/^[0-9a-z]{8}$/);
    expect(ask("random", "[A-F]{2}-(x|yz)+.?")).toSatisfy(
      (text) =>
        dice >= 0.5 || /^[A-F]{2}-(x|yz)+.?$/.test(String(text)) || text instanceof CelError,
    );
  }
  const fair = callWithHost({ random: Math.random }, randomLibrary);
  expect(fair("random.random", "[0-9]{3}-[A-F]{2}(a|b)*c")).toMatch(/^[0-9]{3}-[A-F]{2}[ab]*c$/);
  expect(fair("random", "(")).toEqual(error("error parsing regexp: missing closing ): `(`"));
});

test("the clock is the host's", () => {
  expect(callWithHost({ now: () => 5n }, timeLibrary)("time.now")).toEqual(new CelTimestamp(5n));
});
