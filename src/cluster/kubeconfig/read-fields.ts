import { UserError } from "../../manifest/user-error.ts";
import type { Json, JsonObject } from "../../manifest/resource.ts";
import { isJsonObject } from "../json-fields.ts";

/** Reads the fields of one mapping of a kubeconfig; a field of the wrong type is a UserError that names file and path. */
export interface FieldReader {
  readonly raw: JsonObject;
  readonly text: (key: string) => string | undefined;
  readonly flag: (key: string) => boolean;
  readonly texts: (key: string) => readonly string[];
  readonly object: (key: string) => FieldReader | undefined;
  readonly objects: (key: string) => readonly FieldReader[];
  readonly fail: (key: string, message: string) => UserError;
}

/** A reader of `value`, whose place in messages is `file: path`. */
export function readFields(value: Json | undefined, file: string, path: string): FieldReader {
  const placeOf = (key: string): string => [path, key].filter((part) => part !== "").join(".");
  const fail = (key: string, message: string): UserError =>
    new UserError(`${file}: ${placeOf(key)}: ${message}`, {
      hint: "correct the kubeconfig; `kubectl config view` shows how it is read",
    });
  const raw: Json = value ?? {};
  if (!isJsonObject(raw)) throw fail("", "must be a mapping");
  const own = new Map(Object.entries(raw));

  /** The value of `key` when it has the wanted type, undefined when it is absent or null. */
  function read<T extends Json>(
    key: string,
    wanted: string,
    isWanted: (found: Json) => found is T,
  ): T | undefined {
    const found = own.get(key);
    if (found === undefined || found === null) return undefined;
    if (!isWanted(found)) throw fail(key, `must be ${wanted}`);
    return found;
  }
  const list = (key: string): readonly Json[] => read(key, "a list", isList) ?? [];
  const text = (key: string): string | undefined => read(key, "a string", isText) || undefined;

  return {
    raw,
    fail,
    text,
    flag: (key) => read(key, "true or false", (found) => typeof found === "boolean") ?? false,
    texts: (key) =>
      list(key).map((item) => {
        if (typeof item !== "string") throw fail(key, "must be a list of strings");
        return item;
      }),
    object: (key) => {
      const found = read(key, "a mapping", isJsonObject);
      return found === undefined ? undefined : readFields(found, file, placeOf(key));
    },
    objects: (key) =>
      list(key).map((item, index) => readFields(item, file, `${placeOf(key)}[${index}]`)),
  };
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function isText(value: Json): value is string {
  return typeof value === "string";
}
