import { isMapping, type Path } from "../../manifest/path.ts";
import type { Json, JsonObject } from "../../manifest/resource.ts";
import { nearestFirst, nearestName } from "../../manifest/nearest-name.ts";

/** A value that does not fit its shape. */
export interface ShapeIssue {
  readonly path: Path;
  readonly message: string;
  readonly hint?: string;
  /** The key is wrong, not its value. */
  readonly atKey?: true;
}

/** Reads an untyped value as a `T`, adding what does not fit to `issues`; undefined when it is of another type. */
export type Shape<T> = (value: unknown, path: Path, issues: ShapeIssue[]) => T | undefined;

/** Any string; with `values`, one of them. */
export function text<T extends string = string>(...values: readonly T[]): Shape<T> {
  return (value, path, issues) => {
    if (typeof value !== "string") return wrongType("a string", value, path, issues);
    if (isOneOf(value, values)) return value;
    const known = nearestFirst(value, values).join(", ");
    issues.push({
      path,
      message: `unknown value ${JSON.stringify(value)}`,
      hint: `one of ${known}`,
    });
    return undefined;
  };
}

function isOneOf<T extends string>(value: string, values: readonly T[]): value is T {
  return values.length === 0 || values.some((one) => one === value);
}

export const flag: Shape<boolean> = (value, path, issues) =>
  typeof value === "boolean" ? value : wrongType("true or false", value, path, issues);

export const integer: Shape<number> = (value, path, issues) =>
  typeof value === "number" && Number.isInteger(value)
    ? value
    : wrongType("an integer", value, path, issues);

/** A value that nobody reads. */
export type Unread = object | string | number | boolean;

export const anything: Shape<Unread> = (value) => (isPresent(value) ? value : undefined);

function isPresent(value: unknown): value is Unread {
  return value !== undefined && value !== null;
}

/** Any JSON value, kept as it is. */
export const json: Shape<NonNullable<Json>> = (value) => (isJson(value) ? value : undefined);

/** Parsed documents hold nothing but JSON values. */
function isJson(value: unknown): value is NonNullable<Json> {
  return isPresent(value);
}

/** A mapping whose fields nobody declared, kept as it is. */
export const mapping: Shape<JsonObject> = (value, path, issues) =>
  isJsonObject(value) ? value : wrongType("a mapping", value, path, issues);

function isJsonObject(value: unknown): value is JsonObject {
  return isMapping(value);
}

/** A shape of which two fields exclude each other, as Kyverno's schema says with `not: {required: [a, b]}`. */
export function either<T extends object>(
  first: keyof T & string,
  second: keyof T & string,
  shape: Shape<T>,
): Shape<T> {
  return (value, path, issues) => {
    const read = shape(value, path, issues);
    if (read === undefined || read[first] === undefined || read[second] === undefined) return read;
    issues.push({ path, message: `"${first}" and "${second}" exclude each other` });
    return undefined;
  };
}

export function list<T>(shape: Shape<T>): Shape<readonly T[]> {
  return (value, path, issues) => {
    if (!Array.isArray(value)) return wrongType("a list", value, path, issues);
    return value.flatMap((item: unknown, index) => {
      const read = shape(item, [...path, index], issues);
      return read === undefined ? [] : [read];
    });
  };
}

/** A mapping with keys of the user's choice. */
export function mapOf<T>(shape: Shape<T>): Shape<Readonly<Record<string, T>>> {
  return (value, path, issues) => {
    if (!isMapping(value)) return wrongType("a mapping", value, path, issues);
    const entries = Object.entries(value).flatMap(([key, item]) => {
      const read = shape(item, [...path, key], issues);
      return read === undefined ? [] : [[key, read] as const];
    });
    return Object.fromEntries(entries);
  };
}

type Fields<T> = { readonly [K in keyof T]-?: Shape<NonNullable<T[K]>> };

/**
 * A mapping with declared fields; any other is an issue. A field that is null counts as absent, as Kubernetes prunes
 * it before it validates.
 */
export function object<T extends object>(
  fields: Fields<T>,
  required: readonly (keyof T & string)[] = [],
): Shape<T> {
  const shapes: Readonly<Record<string, Shape<unknown>>> = fields;
  const names = Object.keys(shapes);
  return (value, path, issues) => {
    if (!isMapping(value)) return wrongType("a mapping", value, path, issues);
    const before = issues.length;
    const result: Record<string, unknown> = {};
    for (const [name, field] of Object.entries(value)) {
      const shape = Object.hasOwn(shapes, name) ? shapes[name] : undefined;
      if (shape === undefined) issues.push(unknownField(name, names, path));
      else if (field !== null) result[name] = shape(field, [...path, name], issues);
    }
    for (const name of required) {
      if (value[name] === undefined || value[name] === null) {
        issues.push({ path, message: `the field "${name}" is missing` });
      }
    }
    return fits(result, fields, issues.length === before) ? result : undefined;
  };
}

/** Every field of `value` went through its own shape. */
function fits<T>(value: unknown, _fields: Fields<T>, hasNoIssue: boolean): value is T {
  return hasNoIssue;
}

function unknownField(name: string, names: readonly string[], path: Path): ShapeIssue {
  const nearest = nearestName(name, names);
  const hint =
    nearest === undefined ? `known here: ${names.join(", ")}` : `did you mean "${nearest}"?`;
  return { path: [...path, name], message: `unknown field "${name}"`, hint, atKey: true };
}

function wrongType(wanted: string, value: unknown, path: Path, issues: ShapeIssue[]): undefined {
  const hint =
    wanted === "a string" && (typeof value === "number" || typeof value === "boolean")
      ? "quote it"
      : undefined;
  const message = `must be ${wanted}, not ${nameOf(value)}`;
  issues.push({ path, message, ...(hint !== undefined && { hint }) });
  return undefined;
}

function nameOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a mapping";
  return typeof value === "string" ? "a string" : `the ${typeof value} ${JSON.stringify(value)}`;
}
