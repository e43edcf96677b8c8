import { findApiResource } from "../../manifest/api-kinds.ts";
import type { Resource } from "../../manifest/resource.ts";
import type { FindKind } from "./custom-kinds.ts";

/**
 * Readies resources for evaluation as the Kyverno CLI's loader does: namespaced objects without a namespace are in
 * `default`, null maps that Go's types would make empty are `{}`, and the first of several same objects counts.
 */
export function prepareResources(
  resources: readonly Resource[],
  findKind: FindKind = findApiResource,
): readonly Resource[] {
  const seen = new Set<string>();
  const kept: Resource[] = [];
  for (const resource of resources) {
    const prepared = withNamespace(withoutNullMaps(resource), findKind);
    const key = identityOf(prepared);
    if (seen.has(key)) continue;
    seen.add(key);
    kept.push(prepared);
  }
  return kept;
}

function identityOf({ apiVersion, kind, metadata }: Resource): string {
  const slash = apiVersion.indexOf("/");
  const group = slash < 0 ? "" : apiVersion.slice(0, slash);
  return JSON.stringify([group, kind, metadata.namespace, metadata.name, metadata.generateName]);
}

function withNamespace(resource: Resource, findKind: FindKind): Resource {
  if (resource.metadata.namespace) return resource;
  if (!findKind(resource.apiVersion, resource.kind).namespaced) return resource;
  return { ...resource, metadata: { ...resource.metadata, namespace: "default" } };
}

/** Maps that Kyverno's loader makes empty when they are written as null. */
const MAP_KEYS: ReadonlySet<string> = new Set([
  "annotations",
  "labels",
  "matchLabels",
  "nodeSelector",
  "data",
  "stringData",
]);

/** Copies only what leads to a null map; everything else stays shared with the input. */
function withoutNullMaps(resource: Resource): Resource {
  const changes = changedEntries(resource);
  return changes.length === 0 ? resource : { ...resource, ...Object.fromEntries(changes) };
}

function changedEntries(object: object): readonly (readonly [string, unknown])[] {
  const changes: (readonly [string, unknown])[] = [];
  for (const [key, item] of Object.entries(object)) {
    const fixed = item === null && MAP_KEYS.has(key) ? {} : fixValue(item);
    if (fixed !== item) changes.push([key, fixed]);
  }
  return changes;
}

function fixValue(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => fixValue(item));
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  const changes = changedEntries(value);
  return changes.length === 0 ? value : { ...value, ...Object.fromEntries(changes) };
}
