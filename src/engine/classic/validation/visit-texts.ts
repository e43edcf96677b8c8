import type { Json, JsonObject } from "../../../manifest/resource.ts";

/** Looks at one text; `path` gives its place, such as `/validate/message`. */
export type FindInText<T> = (text: string, path: () => string, isKey: boolean) => T | undefined;

/** Looks at every text and key of a document until `find` returns something. */
export function visitTexts<T>(document: Json, find: FindInText<T>): T | undefined {
  const keys: (string | number)[] = [];
  const path = (): string => keys.map((key) => `/${escapeSlashes(key)}`).join("");
  return visit(document, { keys, find, path });
}

interface Walk<T> {
  /** The way to where the walk is, changed as it goes. */
  readonly keys: (string | number)[];
  readonly find: FindInText<T>;
  readonly path: () => string;
}

function visit<T>(value: Json, walk: Walk<T>): T | undefined {
  if (typeof value === "string") return walk.find(value, walk.path, false);
  if (typeof value !== "object" || value === null) return undefined;
  return isList(value) ? visitList(value, walk) : visitMap(value, walk);
}

function visitList<T>(list: readonly Json[], walk: Walk<T>): T | undefined {
  for (const [index, item] of list.entries()) {
    walk.keys.push(index);
    const found = visit(item, walk);
    walk.keys.pop();
    if (found !== undefined) return found;
  }
  return undefined;
}

function visitMap<T>(map: JsonObject, walk: Walk<T>): T | undefined {
  for (const [key, item] of Object.entries(map)) {
    walk.keys.push(key);
    const found = visit(item, walk);
    walk.keys.pop();
    if (found !== undefined) return found;
    const inKey = walk.find(key, walk.path, true);
    if (inKey !== undefined) return inKey;
  }
  return undefined;
}

function escapeSlashes(key: string | number): string {
  return typeof key === "number" ? String(key) : key.replaceAll("/", String.raw`\/`);
}

function isList(value: readonly Json[] | JsonObject): value is readonly Json[] {
  return Array.isArray(value);
}
