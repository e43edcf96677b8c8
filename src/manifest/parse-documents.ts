import { YAMLException } from "js-yaml";
import type { Document } from "./document.ts";
import { placeAt, type Place, type Problem } from "./problem.ts";
import type { Json } from "./resource.ts";
import { chunkPlaces } from "./yaml/chunk-places.ts";
import { findDoubts } from "./yaml/find-doubts.ts";
import { goSchema, type GoSchema } from "./yaml/go-schema.ts";
import { parseJson } from "./yaml/parse-json.ts";
import { offsetAt, placedTree, type PlacedNode } from "./yaml/placed-tree.ts";
import { readYaml, type ReadYaml } from "./yaml/read-yaml.ts";
import { jsonLines } from "./yaml/json-lines.ts";
import { countLines, splitDocuments, type Chunk } from "./yaml/split-documents.ts";

/** What a text holds: the documents that could be read, and what was wrong with the text. */
export interface ParsedDocuments {
  readonly documents: readonly Document[];
  readonly problems: readonly Problem[];
}

/**
 * Reads a stream of YAML or JSON documents as Kyverno's loader reads it (sigs.k8s.io/yaml). Empty documents are left
 * out; one that is broken becomes a problem and the others are read. Pure, and never throws.
 */
export function parseDocuments(text: string, file: string): ParsedDocuments {
  const documents: Document[] = [];
  const problems: Problem[] = [];
  const reader = goSchema();
  for (const chunk of splitDocuments(text.startsWith("\u{FEFF}") ? text.slice(1) : text)) {
    for (const part of jsonLines(chunk) ?? [chunk]) {
      const read = readChunk(part, file, reader);
      for (const problem of read.problems) problems.push(problem);
      if (read.document !== undefined) documents.push(read.document);
    }
  }
  return { documents, problems };
}

interface ReadChunk {
  readonly document?: Document;
  readonly problems: readonly Problem[];
}

function readChunk(chunk: Chunk, file: string, reader: GoSchema): ReadChunk {
  const placeOf = chunkPlaces(chunk, file);
  const parsed = parseText(chunk.text, reader);
  if (!parsed.ok) {
    const { message, hint, at } = parsed;
    return {
      problems: [{ message, at: placeOf(at), ...(hint !== undefined && { hint }) }],
    };
  }
  const { value, doubtful } = parsed;
  if (!isPresent(value)) return { problems: [] };
  const problems = doubtful ? doubtsOf(chunk.text, placeOf) : [];
  if (problems.some(({ level }) => level === "error")) return { problems };
  return { document: documentOf(value, chunk, file, placeOf), problems };
}

/** The schema makes nothing but JSON values, and undefined for an empty document. */
function isPresent(value: unknown): value is Exclude<Json, null> {
  return value !== undefined && value !== null;
}

function parseText(text: string, schema: GoSchema): ReadYaml {
  const json = parseJson(text);
  if (json !== undefined) return { ok: true, ...json };
  return readYaml(text, schema);
}

type PlaceOf = (offset: number) => Place;

function doubtsOf(text: string, placeOf: PlaceOf): Problem[] {
  const tree = treeOf(text);
  if (tree === undefined) return [];
  return findDoubts(tree).map(({ at, ...doubt }) => ({ ...doubt, at: placeOf(at) }));
}

function documentOf(value: Json, { text, line }: Chunk, file: string, placeOf: PlaceOf): Document {
  const begin = firstValue(text);
  let tree: PlacedNode | undefined;
  return {
    value,
    file,
    line: line + countLines(text, begin),
    locate: (path, part = "value") => {
      tree ??= treeOf(text) ?? { at: begin };
      return placeAt(placeOf(offsetAt(tree, path, part)), path);
    },
  };
}

function treeOf(text: string): PlacedNode | undefined {
  try {
    return placedTree(text);
  } catch (error) {
    // JSON that is no YAML: there are no finer places than the document's.
    if (error instanceof YAMLException) return undefined;
    throw error;
  }
}

const NO_VALUE = /\s+|[#%][^\n]*|---(?=\s|$)/y;

/** Offset of the first character that is neither blank, comment, directive nor document marker. */
function firstValue(text: string): number {
  let at = 0;
  for (;;) {
    NO_VALUE.lastIndex = at;
    if (!NO_VALUE.test(text)) return at;
    at = NO_VALUE.lastIndex;
  }
}
