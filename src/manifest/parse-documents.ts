import { YAMLException } from "js-yaml";
import type { Document } from "./document.ts";
import { placeAt, type Place, type Problem } from "./problem.ts";
import type { Json } from "./resource.ts";
import { findDoubts } from "./yaml/find-doubts.ts";
import { goSchema, type GoSchema } from "./yaml/go-schema.ts";
import { parseJson } from "./yaml/parse-json.ts";
import { readSimpleYaml } from "./yaml/simple/read-simple-yaml.ts";
import { offsetAt, placedTree, type PlacedNode } from "./yaml/placed-tree.ts";
import { readYaml, type ReadYaml } from "./yaml/read-yaml.ts";
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
    const read = readChunk(chunk, file, reader);
    problems.push(...read.problems);
    if (read.document !== undefined) documents.push(read.document);
  }
  return { documents, problems };
}

interface ReadChunk {
  readonly document?: Document;
  readonly problems: readonly Problem[];
}

function readChunk(chunk: Chunk, file: string, reader: GoSchema): ReadChunk {
  const parsed = parseText(chunk.text, reader);
  if (!parsed.ok) {
    const { message, hint, at } = parsed;
    return {
      problems: [{ message, at: placeOf(chunk, file, at), ...(hint !== undefined && { hint }) }],
    };
  }
  const { value, doubtful } = parsed;
  if (!isPresent(value)) return { problems: [] };
  const problems = doubtful ? doubtsOf(chunk, file) : [];
  if (problems.some(({ level }) => level === "error")) return { problems };
  return { document: documentOf(value, chunk, file), problems };
}

/** The schema makes nothing but JSON values, and undefined for an empty document. */
function isPresent(value: unknown): value is Exclude<Json, null> {
  return value !== undefined && value !== null;
}

function parseText(text: string, schema: GoSchema): ReadYaml {
  const json = parseJson(text);
  if (json !== undefined) return { ok: true, ...json };
  const simple = readSimpleYaml(text);
  if (simple !== undefined) return { ok: true, value: simple.value, doubtful: false };
  return readYaml(text, schema);
}

function doubtsOf(chunk: Chunk, file: string): Problem[] {
  const tree = treeOf(chunk.text);
  if (tree === undefined) return [];
  return findDoubts(tree).map(({ at, level, message, hint }) => ({
    message,
    at: placeOf(chunk, file, at),
    hint,
    level,
  }));
}

function documentOf(value: Json, chunk: Chunk, file: string): Document {
  const begin = firstValue(chunk.text);
  const line = chunk.line + countLines(chunk.text, begin);
  let tree: PlacedNode | undefined;
  return {
    value,
    file,
    line,
    locate: (path, part = "value") => {
      tree ??= treeOf(chunk.text) ?? { at: begin };
      return placeAt(placeOf(chunk, file, offsetAt(tree, path, part)), path);
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

/** Offset of the first character that is neither blank, comment, directive nor document marker. */
function firstValue(text: string): number {
  const match = /^(?:\s|#[^\n]*(?:\n|$)|%[^\n]*(?:\n|$)|---(?=\s|$))*/.exec(text);
  return match?.[0].length ?? 0;
}

function placeOf(chunk: Chunk, file: string, offset: number): Place {
  const at = Math.min(Math.max(offset, 0), chunk.text.length);
  return {
    file,
    line: chunk.line + countLines(chunk.text, at),
    column: at - (at === 0 ? 0 : chunk.text.lastIndexOf("\n", at - 1) + 1) + 1,
  };
}
