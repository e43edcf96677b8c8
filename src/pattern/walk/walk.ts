import type { Mismatch } from "./mismatch.ts";
import type { Trail } from "./trail.ts";

/** A JSON object. */
export type Mapping = Readonly<Record<string, unknown>>;

/** A part of a pattern, read once: what is wrong with the `value` at the trail's end, or undefined. */
export type Walk = (value: unknown, trail: Trail) => Mismatch | undefined;

/** The same for one entry of a map: the value is the map. */
export type MapWalk = (value: Mapping, trail: Trail) => Mismatch | undefined;

/** What surrounds a part of a pattern decides how its keys are read. */
export interface NodeOptions {
  /** The part is `metadata`: wildcards in the keys of its labels and annotations stand for the resource's keys. */
  readonly isMetadata?: boolean;
  /** The part is labels or annotations of metadata. */
  readonly hasWildcardKeys?: boolean;
}

/** Reads a part of any shape; handed down so that maps, entries and scalars stand in files of their own. */
export type CompileNode = (pattern: unknown, options?: NodeOptions) => Walk;

/** The Go type that a JSON value decodes to. */
export function goTypeOf(value: unknown): string {
  if (value === null || value === undefined) return "<nil>";
  if (Array.isArray(value)) return "[]interface {}";
  if (typeof value === "object") return "map[string]interface {}";
  if (typeof value === "number") return "float64";
  return typeof value === "boolean" ? "bool" : "string";
}
