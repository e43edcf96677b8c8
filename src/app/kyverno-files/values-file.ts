import type { Json, JsonObject, Resource } from "../../manifest/resource.ts";
import type { Document } from "../../manifest/document.ts";
import { UserError } from "../../manifest/user-error.ts";
import type { ContextValues, Operation, RuleValues } from "../../engine/evaluation.ts";
import { joinApiVersion } from "../../manifest/api-kinds.ts";
import type { ApiResource } from "../../manifest/api-resource.ts";
import { splitContextPath } from "./context-path.ts";
import { decodeStrict, isObject, type Decoded, type Shape } from "./decode-strict.ts";

const NAMED_VALUES = {
  list: { fields: { name: "string", values: { map: "any" }, foreachValues: { map: "any" } } },
} as const satisfies Shape;

/** Kubernetes' APIResource; what else it has does not matter here. */
const API_RESOURCE = {
  fields: { group: "string", version: "string", kind: "string", name: "string" },
  ignored: /^/u,
} as const satisfies Shape;

/** The fields of a values file and of `values` in a test (Kyverno's `ValuesSpec`). */
export const VALUES_FIELDS = {
  globalValues: { map: "any" },
  policies: { list: { fields: { name: "string", resources: NAMED_VALUES, rules: NAMED_VALUES } } },
  namespaceSelector: { list: { fields: { name: "string", labels: { map: "string" } } } },
  namespaces: { list: "any" },
  subresources: { list: { fields: { subresource: API_RESOURCE, parentResource: API_RESOURCE } } },
} as const satisfies Readonly<Record<string, Shape>>;

const VALUES_FILE = {
  fields: { apiVersion: "string", kind: "string", metadata: "any", ...VALUES_FIELDS },
} as const satisfies Shape;

/** A decoded values file. */
export type ValuesSpec = Decoded<{ readonly fields: typeof VALUES_FIELDS }>;

/** What values say about requests. */
export interface Values {
  /** `policy` is the policy's name without its namespace, `resource` the object's name. */
  readonly operationFor: (policy: string, resource: string) => Operation;
  /** What a classic policy sees; the same object where two policies see the same. */
  readonly contextFor: (policy: string, resource: string) => SaidContext;
  /** The namespace's object, null when the values don't tell. */
  readonly namespaceObject: (namespace: string) => Resource | null;
  /** The subresource of its parent that objects of a kind stand for, such as `deployments/scale` for Scale. */
  readonly subresourceOf: (apiVersion: string, kind: string) => ApiResource | undefined;
}

/** Values for one classic policy and one resource. */
export interface SaidContext {
  readonly context: ContextValues;
  /** What `request.object…` and `request.oldObject…` say about the objects under test. */
  readonly object: readonly ObjectOverride[];
  readonly oldObject: readonly ObjectOverride[];
}

/** A value to be merged into an object. */
export interface ObjectOverride {
  readonly path: readonly string[];
  readonly value: Json;
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
  const subresources = subresourcesOf(spec);
  const policies = new Map(
    (spec.policies ?? []).map(({ name = "", resources = [], rules = [] }) => [
      name,
      {
        resources: new Map(resources.map((entry) => [entry.name ?? "", entry.values ?? {}])),
        rules: rulesOf(rules),
      },
    ]),
  );
  const flat = (policy: string, resource: string): Readonly<Record<string, Json>> => ({
    ...spec.globalValues,
    ...policies.get(policy)?.resources.get(resource),
    ...settings,
  });
  const shared = saidContext(flat("", ""), NO_RULES);
  return {
    operationFor: (policy, resource) => {
      const own = policies.get(policy)?.resources.get(resource);
      return asOperation(
        settings[OPERATION] ?? own?.[OPERATION] ?? spec.globalValues?.[OPERATION] ?? "CREATE",
      );
    },
    contextFor: (policy, resource) => {
      const own = policies.get(policy);
      if (own === undefined) return shared;
      return saidContext(flat(policy, resource), own.rules);
    },
    namespaceObject: (namespace) => namespaces.get(namespace) ?? null,
    subresourceOf: (apiVersion, kind) => subresources.get(`${apiVersion} ${kind}`),
  };
}

type RuleEntries = NonNullable<NonNullable<ValuesSpec["policies"]>[number]["rules"]>;

const NO_RULES: ReadonlyMap<string, RuleValues> = new Map();

/** Of several entries for a rule the first counts. */
function rulesOf(entries: RuleEntries): ReadonlyMap<string, RuleValues> {
  const rules = new Map<string, RuleValues>();
  for (const { name = "", values = {}, foreachValues = {} } of entries)
    if (!rules.has(name)) rules.set(name, { values, foreachValues: listsOf(foreachValues) });
  return rules;
}

function listsOf(
  values: Readonly<Record<string, Json>>,
): Readonly<Record<string, readonly Json[]>> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, isList(value) ? value : [value]]),
  );
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

const OBJECT = /^request\.(?<which>object|oldObject)(?:\.|$)/u;

function saidContext(
  flat: Readonly<Record<string, Json>>,
  rules: ReadonlyMap<string, RuleValues>,
): SaidContext {
  const object: ObjectOverride[] = [];
  const oldObject: ObjectOverride[] = [];
  const variables: Record<string, Json> = {};
  for (const [name, value] of Object.entries(flat)) {
    const which = OBJECT.exec(name)?.groups?.["which"];
    const override = { path: splitContextPath(name).slice(2), value };
    if (which === "object") object.push(override);
    else if (which === "oldObject") oldObject.push(override);
    else variables[name] = value;
  }
  return { context: { variables, rules }, object, oldObject };
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

function subresourcesOf(spec: ValuesSpec): ReadonlyMap<string, ApiResource> {
  return new Map(
    (spec.subresources ?? []).map(({ subresource = {}, parentResource = {} }) => {
      const { group = "", version = "", kind = "", name = "" } = subresource;
      const key = `${joinApiVersion(group, version)} ${kind}`;
      return [key, subresourceAt(name, parentResource)] as const;
    }),
  );
}

/** Whether the parent is namespaced is written wrongly in values files: Kyverno does not read it either. */
function subresourceAt(path: string, parent: Decoded<typeof API_RESOURCE>): ApiResource {
  const [plural = "", subresource = ""] = path.split("/");
  const { group = "", version = "", kind = "" } = parent;
  return { group, version, kind, plural, namespaced: true, subresource };
}
