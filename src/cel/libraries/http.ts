import { hostOverload, overload, type CelFunction, type CelLibrary } from "../define-functions.ts";
import type { CelHost } from "../host.ts";
import { CelError, type CelResult, type CelValue } from "../values.ts";
import { withContext } from "./host-answer.ts";
import { encodeProtoJson } from "./json-text.ts";
import { LibraryObject } from "./library-object.ts";
import { nativeStringMap } from "./native-string.ts";

const TYPE = "http.Context";
const HEADERS = "map(string, string)";
const CONTEXT = "request failed";

/** `http`, or what `http.Client(caBundle)` gives. */
class CelHttp extends LibraryObject {
  readonly caBundle: string | undefined;
  constructor(caBundle?: string) {
    super(TYPE);
    this.caBundle = caBundle;
  }
}

/** Kyverno's `http`. */
export const httpLibrary: CelLibrary = declare((host, request) => host.sendHttp(request));

/** Kyverno's `http` in namespaced policies, where requests are off unless the administrator allows them. */
export const namespacedHttpLibrary: CelLibrary = declare(
  () =>
    new CelError(
      "http calls are not allowed in namespaced policies: set --allowHTTPInNamespacedPolicies to enable",
    ),
);

type Request = Parameters<CelHost["sendHttp"]>[0];
type Send = (host: CelHost, request: Request) => CelResult;

// oxfmt-ignore
function declare(send: Send): CelLibrary {
  const get = (host: CelHost, http: CelHttp, url: string, headers?: CelValue) => sendRequest(send, host, { http, method: "GET", url }, headers);
  const post = (host: CelHost, http: CelHttp, url: string, body: CelValue, headers?: CelValue) => sendBody(send, host, { http, method: "POST", url }, body, headers);
  return {
    name: "kyverno.http",
    constants: { http: { type: TYPE, value: new CelHttp() } },
    functions: [
      ...bothSpellings("get",  (name) => hostOverload(TYPE, name, ["string"], "any", get)),
      ...bothSpellings("get",  (name) => hostOverload(TYPE, name, ["string", HEADERS], "any", get)),
      ...bothSpellings("post", (name) => hostOverload(TYPE, name, ["string", "any"], "any", post)),
      ...bothSpellings("post", (name) => hostOverload(TYPE, name, ["string", "any", HEADERS], "any", post)),
      ...bothSpellings("client", (name) => overload(TYPE, name, ["string"], TYPE, (_: CelHttp, bundle: string) => client(bundle))),
    ],
  };
}

function bothSpellings(name: string, build: (name: string) => CelFunction): CelFunction[] {
  return [build(name.charAt(0).toUpperCase() + name.slice(1)), build(name)];
}

interface Target {
  readonly http: CelHttp;
  readonly method: "GET" | "POST";
  readonly url: string;
}

function sendBody(
  send: Send,
  host: CelHost,
  target: Target,
  body: CelValue,
  headers: CelValue | undefined,
): CelResult {
  const json = encodeProtoJson(body);
  if (json instanceof CelError) return json;
  const parsed: unknown = JSON.parse(json);
  return sendRequest((to, base) => send(to, { ...base, body: parsed }), host, target, headers);
}

function sendRequest(
  send: Send,
  host: CelHost,
  { http, method, url }: Target,
  headers: CelValue = {},
): CelResult {
  const texts = nativeStringMap(headers);
  if (texts instanceof CelError) return texts;
  const base: Request = { method, url, headers: texts };
  const { caBundle } = http;
  return withContext(CONTEXT, send(host, caBundle === undefined ? base : { ...base, caBundle }));
}

/** Go takes a bundle in which it finds at least one certificate. */
function hasCertificate(bundle: string): boolean {
  const begin = bundle.indexOf("-----BEGIN CERTIFICATE-----");
  return begin !== -1 && bundle.includes("-----END CERTIFICATE-----", begin);
}

function client(caBundle: string): CelResult {
  return hasCertificate(caBundle)
    ? new CelHttp(caBundle)
    : new CelError(`${CONTEXT}: failed to parse PEM CA bundle for APICall`);
}
