import { isMapping } from "../../../manifest/path.ts";
import type { Json } from "../../../manifest/resource.ts";

/** A JSON object, seen from outside. */
export type JsonMap = Readonly<Record<string, unknown>>;

/** The parts of `request.object.metadata.labels."a.b"`: dots separate, double quotes keep a part together. */
export function splitName(name: string): readonly string[] {
  return [...name.matchAll(/(?:^|\.)(?:"(?<quoted>(?:[^"]|"")*)"|(?<plain>[^.]*))/gu)].map(
    ({ groups }) => groups?.["quoted"]?.replaceAll('""', '"') ?? groups?.["plain"] ?? "",
  );
}

/** A document with values put in at their names, merged deeply; what is on no path is shared. */
export function withNamedValues(
  document: JsonMap,
  values: Readonly<Record<string, Json>>,
): JsonMap {
  let merged = document;
  for (const [name, value] of Object.entries(values)) {
    const tree = splitName(name).reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
    if (isMapping(tree)) merged = mergeMaps(merged, tree);
  }
  return merged;
}

/** Two maps merged deeply; the right one wins. */
export function mergeMaps(left: JsonMap, right: JsonMap): JsonMap {
  const merged = new Map(Object.entries(left));
  for (const [key, value] of Object.entries(right)) {
    const existing = merged.get(key);
    merged.set(key, isMapping(existing) && isMapping(value) ? mergeMaps(existing, value) : value);
  }
  return Object.fromEntries(merged);
}
