import type { Json, JsonObject, Resource } from "../../manifest/resource.ts";
import { isObject } from "./decode-strict.ts";

/**
 * Splits a variable's name as the Kyverno CLI does: like a line of CSV with `.` between fields, so that a key with dots
 * of its own stands in double quotes.
 */
export function splitContextPath(path: string): readonly string[] {
  return [...path.matchAll(/(?:^|\.)(?:"(?<quoted>(?:[^"]|"")*)"|(?<plain>[^.]*))/gu)].map(
    ({ groups }) => groups?.["quoted"]?.replaceAll('""', '"') ?? groups?.["plain"] ?? "",
  );
}

/** The object with a value put in at a path; objects are merged, everything else is replaced. Nothing is changed in place. */
export function mergeAt(object: JsonObject, path: readonly string[], value: Json): JsonObject {
  const [key, ...rest] = path;
  if (key === undefined) return isObject(value) ? merge(object, value) : object;
  const old = Object.hasOwn(object, key) ? object[key] : undefined;
  const inner = isObject(old) ? old : {};
  const isLeaf = rest.length === 0;
  return withKey(object, key, isLeaf ? mergeValue(old, value) : mergeAt(inner, rest, value));
}

function merge(old: JsonObject, added: JsonObject): JsonObject {
  return Object.entries(added).reduce(
    (merged, [key, value]) =>
      withKey(merged, key, mergeValue(Object.hasOwn(merged, key) ? merged[key] : undefined, value)),
    old,
  );
}

function mergeValue(old: Json | undefined, added: Json): Json {
  return isObject(old) && isObject(added) ? merge(old, added) : added;
}

function withKey(object: JsonObject, key: string, value: Json): JsonObject {
  return Object.fromEntries([
    ...Object.entries(object).filter(([name]) => name !== key),
    [key, value],
  ]);
}

/** The resource with values merged into it; itself where there are none. */
export function withOverrides(
  resource: Resource,
  overrides: readonly { readonly path: readonly string[]; readonly value: Json }[],
): Resource {
  if (overrides.length === 0) return resource;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- resources are parsed JSON
  const object = resource as unknown as JsonObject;
  const changed = overrides.reduce(
    (merged, { path, value }) => mergeAt(merged, path, value),
    object,
  );
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a resource stays one when values are merged into it
  return changed as unknown as Resource;
}
