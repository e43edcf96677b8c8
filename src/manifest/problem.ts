import { formatPath, type Path } from "./path.ts";

/** Where something stands: a file (or `-` for standard input, or a cluster's object), and a place in it. Lines and columns count from 1. */
export interface Place {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  /** Path inside the document, such as `spec.validations[0].expression`. */
  readonly path?: string;
}

/** Something wrong with an input: what, where, and what to do about it. */
export interface Problem {
  readonly message: string;
  readonly at: Place;
  readonly hint?: string;
  /** `warning`: the input was used all the same. Absent means `error`. */
  readonly level?: "error" | "warning";
}

/** `file:line:column: path: message (hint)`, leaving out what is not known. */
export function formatProblem({ message, at, hint }: Problem): string {
  const path = at.path === undefined ? "" : `${at.path}: `;
  return `${formatPosition(at)}: ${path}${message}${hint === undefined ? "" : ` (${hint})`}`;
}

/** `file:line:column`, leaving out what is not known. */
export function formatPosition({ file, line, column }: Place): string {
  return [file, line, column].filter((part) => part !== undefined).join(":");
}

/** The same place with a path; the empty path names the document itself and is left out. */
export function placeAt(place: Place, path: Path): Place {
  return path.length === 0 ? place : { ...place, path: formatPath(path) };
}
