import type { Json, Resource } from "./resource.ts";
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
