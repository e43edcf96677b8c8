import { UserError } from "../../manifest/user-error.ts";
import { formatProblem, type Problem } from "../../manifest/problem.ts";
import type { Document } from "../../manifest/document.ts";
import type { Json, JsonObject } from "../../manifest/resource.ts";

/** What a field of a Kyverno CLI file may hold. */
export type Shape =
  | "string"
  | "boolean"
  | "any"
  | { readonly list: Shape }
  | { readonly map: Shape }
  | { readonly fields: Readonly<Record<string, Shape>>; readonly ignored?: RegExp };

/** The value that a shape describes; every field may be absent, as in Go. */
export type Decoded<S> = S extends "string"
  ? string
  : S extends "boolean"
    ? boolean
    : S extends "any"
      ? Json
      : S extends { readonly list: infer E }
        ? readonly Decoded<E>[]
        : S extends { readonly map: infer E }
          ? Readonly<Record<string, Decoded<E>>>
          : S extends { readonly fields: infer F }
            ? { readonly [K in keyof F]?: Decoded<F[K]> }
            : never;

type Path = readonly (string | number)[];

interface Reader {
  readonly document: Document;
  readonly problems: Problem[];
}

/**
 * Decodes a document as Go's strict JSON decoder does for the Kyverno CLI's own files: unknown fields are errors,
 * field names match whatever their case, null means absent. Throws a `UserError` that names every wrong field.
 */
export function decodeStrict<const S extends Shape>(document: Document, shape: S): Decoded<S> {
  const reader: Reader = { document, problems: [] };
  const value = read(reader, document.value, shape, []);
  if (reader.problems.length > 0)
    throw new UserError(reader.problems.map((problem) => formatProblem(problem)).join("\n"));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- reading by the shape gave it that type
  return value as Decoded<S>;
}

function read(reader: Reader, value: Json, shape: Shape, path: Path): unknown {
  if (shape === "any") return value;
  if (value === null) return undefined;
  if (typeof shape === "string")
    return typeof value === shape ? value : complain(reader, path, wrongType(value, shape));
  if ("list" in shape) {
    if (!isList(value)) return complain(reader, path, wrongType(value, "list"));
    return value.map((item, index) => read(reader, item, shape.list, [...path, index]));
  }
  if (!isObject(value)) return complain(reader, path, wrongType(value, "object"));
  return "map" in shape
    ? readMap(reader, value, shape.map, path)
    : readFields(reader, value, shape, path);
}

function readMap(reader: Reader, object: JsonObject, shape: Shape, path: Path): unknown {
  return Object.fromEntries(
    Object.entries(object).map(([key, item]) => [key, read(reader, item, shape, [...path, key])]),
  );
}

function readFields(
  reader: Reader,
  object: JsonObject,
  shape: Extract<Shape, { readonly fields: unknown }>,
  path: Path,
): unknown {
  const result: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(object)) {
    const name = fieldNamed(shape.fields, key);
    const field = name === undefined ? undefined : shape.fields[name];
    if (name === undefined || field === undefined) {
      if (shape.ignored?.test(key) !== true)
        complain(reader, [...path, key], `unknown field "${key}"`);
      continue;
    }
    const decoded = read(reader, item, field, [...path, key]);
    if (decoded !== undefined && decoded !== null) result[name] = decoded;
  }
  return result;
}

/** Go's encoding/json prefers the exact name, then any that differs in case only. */
function fieldNamed(fields: Readonly<Record<string, Shape>>, key: string): string | undefined {
  if (Object.hasOwn(fields, key)) return key;
  const lower = key.toLowerCase();
  return Object.keys(fields).find((name) => name.toLowerCase() === lower);
}

function wrongType(value: Json, wanted: string): string {
  return `is ${kindOf(value)}, must be ${wanted === "object" ? "an object" : `a ${wanted}`}`;
}

/** Whether a JSON value is an object: neither null nor a list. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function kindOf(value: Json): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

function complain(reader: Reader, path: Path, message: string): undefined {
  reader.problems.push({ message, at: reader.document.locate(path) });
  return undefined;
}
