import {
  hostnameOf,
  parseRequestUrl,
  portOf,
  queryOf,
  urlToJson,
  type GoUrl,
} from "../../values/go-url.ts";
import { mapOf } from "../boxed-values.ts";
import { overload, type CelFunction, type CelLibrary } from "../define-functions.ts";
import { CelError, type CelObject, type CelResult } from "../values.ts";
import { OpaqueValue } from "./opaque-value.ts";

const TYPE = "kubernetes.URL";

/** A URL as a CEL value. */
export class CelUrl extends OpaqueValue {
  readonly typeName = TYPE;
  readonly url: GoUrl;
  constructor(url: GoUrl) {
    super();
    this.url = url;
  }
  equals(other: CelObject): boolean {
    return other instanceof CelUrl && other.toJsonText() === this.toJsonText();
  }
  toJsonText(): string {
    return urlToJson(this.url);
  }
}

// oxfmt-ignore
/** Kubernetes' URL functions (apiserver pkg/cel/library/urls.go). */
export const kubernetesUrlsLibrary: CelLibrary = {
  name: "k8s.urls",
  functions: [
    overload(null, "url",      ["string"], TYPE,   parse),
    overload(null, "isURL",    ["string"], "bool", (text: string) => !(parse(text) instanceof CelError)),
    part("getScheme", (url) => url.scheme),
    part("getHost", (url) => url.host),
    part("getHostname", hostnameOf),
    part("getPort", portOf),
    part("getEscapedPath", (url) => url.escapedPath),
    overload(TYPE, "getQuery", [], "map(string, list(string))", ({ url }: CelUrl) => mapOf([...queryOf(url)])),
  ],
};

function part(name: string, read: (url: GoUrl) => string): CelFunction {
  return overload(TYPE, name, [], "string", ({ url }: CelUrl) => read(url));
}

function parse(text: string): CelResult {
  const url = parseRequestUrl(text);
  return url.ok
    ? new CelUrl(url.value)
    : new CelError(`URL parse error during conversion from string: ${url.error}`);
}
