import { findApiResource } from "../../manifest/api-kinds.ts";
import { hostOverload, overload, type CelFunction, type CelLibrary } from "../define-functions.ts";
import type { CelHost } from "../host.ts";
import { CelError, type CelObject, type CelResult, type CelValue } from "../values.ts";
import { withContext } from "./host-answer.ts";
import { LibraryObject } from "./library-object.ts";
import { nativeStringMap } from "./native-string.ts";
import { OpaqueValue } from "./opaque-value.ts";

const TYPE = "resource.Context";
const GVR = "schema.GroupVersionResource";
const OBJECT = "map(string, any)";
const LABELS = "map(string, string)";

/** Group, version and plural, as `resource.toGVR` gives them. */
class CelGvr extends OpaqueValue {
  readonly typeName = GVR;
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  constructor(group: string, version: string, plural: string) {
    super();
    this.group = group;
    this.version = version;
    this.plural = plural;
  }
  get apiVersion(): string {
    return this.group === "" ? this.version : `${this.group}/${this.version}`;
  }
  equals(other: CelObject): boolean {
    return (
      other instanceof CelGvr &&
      other.apiVersion === this.apiVersion &&
      other.plural === this.plural
    );
  }
  toJsonText(): string {
    const { group, version, plural } = this;
    return JSON.stringify({ Group: group, Version: version, Resource: plural });
  }
}

// oxfmt-ignore
/** Kyverno's `resource` in cluster-scoped policies, which name the namespace in each call. */
export const resourceLibrary: CelLibrary = {
  name: "kyverno.resource",
  constants: { resource: { type: TYPE, value: new LibraryObject(TYPE) } },
  functions: [
    ...method("get",  ["string", "string", "string", "string"], (host, version: string, plural: string, namespace: string, name: string) => get(host, { version, plural, namespace }, name)),
    ...method("get",  [GVR, "string", "string"],                (host, gvr: CelGvr, namespace: string, name: string) => get(host, place(gvr, namespace), name)),
    ...method("list", ["string", "string", "string"],           (host, version: string, plural: string, namespace: string) => list(host, { version, plural, namespace })),
    ...method("list", ["string", "string", "string", LABELS],   (host, version: string, plural: string, namespace: string, labels: CelValue) => list(host, { version, plural, namespace }, labels)),
    ...method("list", [GVR, "string"],                          (host, gvr: CelGvr, namespace: string) => list(host, place(gvr, namespace))),
    ...method("list", [GVR, "string", LABELS],                  (host, gvr: CelGvr, namespace: string, labels: CelValue) => list(host, place(gvr, namespace), labels)),
    ...method("post", ["string", "string", "string", OBJECT],   () => NOT_CREATED),
    ...method("post", ["string", "string", OBJECT],             () => NOT_CREATED),
    ...toGvrMethods(),
  ],
};

// oxfmt-ignore
/** The same in namespaced policies: every call is about the policy's own namespace. */
export function namespacedResourceLibrary(namespace: string): CelLibrary {
  return {
    name: "kyverno.resource",
    constants: { resource: { type: TYPE, value: new LibraryObject(TYPE) } },
    functions: [
      ...method("get",  ["string", "string", "string"], (host, version: string, plural: string, name: string) => get(host, { version, plural, namespace }, name)),
      ...method("get",  [GVR, "string"],                (host, gvr: CelGvr, name: string) => get(host, place(gvr, namespace), name)),
      ...method("list", ["string", "string"],           (host, version: string, plural: string) => list(host, { version, plural, namespace })),
      ...method("list", ["string", "string", LABELS],   (host, version: string, plural: string, labels: CelValue) => list(host, { version, plural, namespace }, labels)),
      ...method("list", [GVR],                          (host, gvr: CelGvr) => list(host, place(gvr, namespace))),
      ...method("list", [GVR, LABELS],                  (host, gvr: CelGvr, labels: CelValue) => list(host, place(gvr, namespace), labels)),
      ...method("post", ["string", "string", OBJECT],   () => NOT_CREATED),
      ...toGvrMethods(),
    ],
  };
}

/** A scan must not change what it looks at. */
const NOT_CREATED = new CelError(
  "failed to create resource: objects are not created while policies are evaluated",
);

interface Place {
  readonly version: string;
  readonly plural: string;
  readonly namespace: string;
}

function place(gvr: CelGvr, namespace: string): Place {
  return { version: gvr.apiVersion, plural: gvr.plural, namespace };
}

/** Declares a method under its two names, `Get` and `get`; `call` does not get the receiver. */
function method(
  name: "get" | "list" | "post",
  args: readonly string[],
  call: (host: CelHost, ...args: never[]) => CelResult,
): CelFunction[] {
  const withoutReceiver = (host: CelHost, _receiver: never, ...rest: never[]): CelResult =>
    call(host, ...rest);
  return [capitalised(name), name].map((spelling) =>
    hostOverload(TYPE, spelling, args, OBJECT, withoutReceiver),
  );
}

function toGvrMethods(): CelFunction[] {
  return ["ToGVR", "toGVR"].map((name) =>
    overload(TYPE, name, ["string", "string"], GVR, (_: CelValue, version: string, kind: string) =>
      toGvr(version, kind),
    ),
  );
}

function capitalised(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function get(host: CelHost, { version, plural, namespace }: Place, name: string): CelResult {
  return withContext("failed to get resource", host.getResource(version, plural, namespace, name));
}

function list(host: CelHost, where: Place, labels: CelValue = {}): CelResult {
  const wanted = nativeStringMap(labels);
  if (wanted instanceof CelError) return wanted;
  const { version, plural, namespace } = where;
  return withContext(
    "failed to list resource",
    host.listResources(version, plural, namespace, wanted),
  );
}

function toGvr(apiVersion: string, kind: string): CelGvr {
  const { group, version, plural } = findApiResource(apiVersion, kind);
  return new CelGvr(group, version, plural);
}
