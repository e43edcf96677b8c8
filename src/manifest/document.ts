import type { Json, JsonObject, Resource } from "./resource.ts";
import type { Path } from "./path.ts";
import type { Place } from "./problem.ts";

/** One document of a file: its value and where it begins. */
export interface Document {
  readonly value: Json;
  readonly file: string;
  /** Line on which the document's first value stands, from 1. */
  readonly line: number;
  /**
   * Place of the value at `path` (keys and indexes from the document's root), or of its key where `part` says so; the
   * nearest parent that stands in the text when there is no such value. Costs a second pass over the document at the
   * first call.
   */
  readonly locate: (path: Path, part?: "value" | "key") => Place;
}

/** A Kubernetes object and the document it came from; `path` leads to it inside a List. */
export interface LoadedResource {
  readonly resource: Resource;
  readonly document: Document;
  readonly path: Path;
}

/** A part of a document as a document of its own, such as an item of a List; undefined when there is no value at `path`. */
export function subdocument(document: Document, path: Path): Document | undefined {
  const value = jsonAt(document.value, path);
  if (value === undefined || value === null) return undefined;
  const { line = document.line } = document.locate(path);
  return {
    value,
    file: document.file,
    line,
    locate: (inner, part) => document.locate([...path, ...inner], part),
  };
}

function jsonAt(root: Json, path: Path): Json | undefined {
  let value: Json | undefined = root;
  for (const step of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step))
      return undefined;
    value = stepInto(value, step);
  }
  return value;
}

function stepInto(value: readonly Json[] | JsonObject, step: string | number): Json | undefined {
  if (isJsonList(value)) return typeof step === "number" ? value[step] : undefined;
  return value[step];
}

function isJsonList(value: readonly Json[] | JsonObject): value is readonly Json[] {
  return Array.isArray(value);
}
