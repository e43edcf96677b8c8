import type { Json, JsonObject, Resource } from "../../manifest/resource.ts";
import type { Document } from "../../manifest/document.ts";
import { UserError } from "../../manifest/user-error.ts";
import type { Operation } from "../../engine/evaluation.ts";
import { decodeStrict, isObject, type Decoded, type Shape } from "./decode-strict.ts";

const NAMED_VALUES = {
  list: { fields: { name: "string", values: { map: "any" }, foreachValues: { map: "any" } } },
} as const satisfies Shape;

/** The fields of a values file and of `values` in a test (Kyverno's `ValuesSpec`). */
export const VALUES_FIELDS = {
  globalValues: { map: "any" },
  policies: { list: { fields: { name: "string", resources: NAMED_VALUES, rules: NAMED_VALUES } } },
  namespaceSelector: { list: { fields: { name: "string", labels: { map: "string" } } } },
  namespaces: { list: "any" },
  subresources: { list: { fields: { subresource: "any", parentResource: "any" } } },
} as const satisfies Readonly<Record<string, Shape>>;

const VALUES_FILE = {
  fields: { apiVersion: "string", kind: "string", metadata: "any", ...VALUES_FIELDS },
} as const satisfies Shape;

/** A decoded values file. */
export type ValuesSpec = Decoded<{ readonly fields: typeof VALUES_FIELDS }>;

/** What values say about requests: the operation and the namespaces. */
export interface Values {
  /** `policy` is the policy's name without its namespace, `resource` the object's name. */
  readonly operationFor: (policy: string, resource: string) => Operation;
  /** The namespace's object, null when the values don't tell. */
  readonly namespaceObject: (namespace: string) => Resource | null;
}

/** Reads a values file; one without apiVersion or kind has the schema that Kyverno dropped and is refused. */
export function decodeValuesFile(document: Document): ValuesSpec {
  const file = decodeStrict(document, VALUES_FILE);
  if (!file.apiVersion || !file.kind)
    throw new UserError(`${document.file}: a values file needs apiVersion and kind`, {
      hint: "add `apiVersion: cli.kyverno.io/v1alpha1` and `kind: Values`",
    });
  return file;
}

/** `-s key=value[,key=value]`: values are strings, keys under `request.object` don't count. */
export function parseSetValues(settings: readonly string[]): Readonly<Record<string, string>> {
  const values: Record<string, string> = {};
  for (const setting of settings.flatMap((text) => text.split(","))) {
    const at = setting.indexOf("=");
    if (at <= 0)
      throw new UserError(`--set ${setting}: not of the form name=value`, {
        hint: "for example --set request.operation=DELETE",
      });
    const key = setting.slice(0, at).trim();
    if (!key.includes("request.object")) values[key] = setting.slice(at + 1).trim();
  }
  return values;
}

/** Makes lookups of a values file and of `--set`, which wins; nothing given means CREATE and unknown namespaces. */
export function readValues(
  spec: ValuesSpec,
  settings: Readonly<Record<string, string>> = {},
): Values {
  const namespaces = namespaceObjects(spec);
  const perPolicy = new Map(
    (spec.policies ?? []).map((policy) => [
      policy.name ?? "",
      new Map((policy.resources ?? []).map(({ name, values }) => [name ?? "", values ?? {}])),
    ]),
  );
  return {
    operationFor(policy, resource) {
      const own = perPolicy.get(policy)?.get(resource);
      return asOperation(
        settings[OPERATION] ?? own?.[OPERATION] ?? spec.globalValues?.[OPERATION] ?? "CREATE",
      );
    },
    namespaceObject: (namespace) => namespaces.get(namespace) ?? null,
  };
}

const OPERATION = "request.operation";
const OPERATIONS: readonly Operation[] = ["CREATE", "UPDATE", "DELETE", "CONNECT"];

function asOperation(value: Json): Operation {
  const known = OPERATIONS.find((operation) => operation === value);
  if (known === undefined)
    throw new UserError(`${OPERATION}: ${JSON.stringify(value)} is no operation`, {
      hint: `one of ${OPERATIONS.join(", ")}`,
    });
  return known;
}

/** Whole objects of `namespaces` win over `namespaceSelector`, which knows names and labels only. */
function namespaceObjects(spec: ValuesSpec): ReadonlyMap<string, Resource> {
  const known = new Map<string, Resource>();
  for (const { name = "", labels = {} } of spec.namespaceSelector ?? [])
    known.set(name, {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name, labels },
      spec: {},
      status: {},
    });
  for (const value of spec.namespaces ?? []) {
    if (!isObject(value) || !isObject(value["metadata"])) continue;
    const name = value["metadata"]["name"];
    if (typeof name === "string") known.set(name, asResource(value, value["metadata"], name));
  }
  return known;
}

/** The suites write `kind: namespace` too: nothing but the name decides. */
function asResource(value: JsonObject, metadata: JsonObject, name: string): Resource {
  const apiVersion = value["apiVersion"];
  const kind = value["kind"];
  return {
    ...value,
    apiVersion: typeof apiVersion === "string" ? apiVersion : "v1",
    kind: typeof kind === "string" ? kind : "Namespace",
    metadata: { ...metadata, name },
  };
}
