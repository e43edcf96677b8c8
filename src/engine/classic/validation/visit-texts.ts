import type { Json, JsonObject } from "../../../manifest/resource.ts";

/** Looks at every text and key of a document with its path, such as `/validate/message`, until `find` returns something. */
export function visitTexts<T>(
  document: Json,
  find: (text: string, path: string, isKey: boolean) => T | undefined,
  path = "",
): T | undefined {
  if (typeof document === "string") return find(document, path, false);
  if (typeof document !== "object" || document === null) return undefined;
  if (isList(document)) {
    for (const [index, item] of document.entries()) {
      const found = visitTexts(item, find, `${path}/${index}`);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  for (const [key, item] of Object.entries(document)) {
    const place = `${path}/${key.replaceAll("/", String.raw`\/`)}`;
    const found = visitTexts(item, find, place) ?? find(key, path, true);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isList(value: readonly Json[] | JsonObject): value is readonly Json[] {
  return Array.isArray(value);
}
