import {
  CHOMPING_MODE,
  EVENT_ID,
  SCALAR_STYLE,
  YAMLException,
  constructFromEvents,
  parseEvents,
  type Event,
} from "js-yaml";
import type { Document } from "./document.ts";
import { placeAt, type Place, type Problem } from "./problem.ts";
import type { Json } from "./resource.ts";
import { MAX_EXPANDED_NODES, expandedSize } from "./yaml/expanded-size.ts";
import { findDoubts } from "./yaml/find-doubts.ts";
import { goSchema, withoutMerge, type GoSchema, type YamlNotes } from "./yaml/go-schema.ts";
import { parseJson } from "./yaml/parse-json.ts";
import { MAX_DEPTH, offsetAt, placedTree, type PlacedNode } from "./yaml/placed-tree.ts";
import { countLines, splitDocuments, type Chunk } from "./yaml/split-documents.ts";
import { explainYamlError } from "./yaml/explain-yaml-error.ts";

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

type ParsedText =
  | { readonly ok: true; readonly value: unknown; readonly doubtful: boolean }
  | { readonly ok: false; readonly message: string; readonly hint?: string; readonly at: number };

function parseText(text: string, { schema, notes, forget }: GoSchema): ParsedText {
  const json = parseJson(text);
  if (json !== undefined) return { ok: true, ...json };
  forget();
  try {
    const events = parseEvents(text, { maxDepth: MAX_DEPTH });
    stripUnendedBlock(events, text);
    const [document] = constructFromEvents(events, {
      source: text,
      schema,
      json: true,
      maxTotalMergeKeys: -1,
    });
    const sharesNodes = notes.mergedKeys > 0 || events.some(({ type }) => type === EVENT_ID.ALIAS);
    const tooMuch = sharesNodes ? refuseExpansion(document) : undefined;
    return tooMuch ?? { ok: true, value: withoutMerge(document), doubtful: isDoubtful(notes) };
  } catch (error) {
    if (error instanceof YAMLException) {
      return { ok: false, ...explainYamlError(error), at: error.mark?.position ?? 0 };
    }
    throw error;
  }
}

/** A block scalar at the end of a text without a final line break has none either in Go; js-yaml adds one. */
function stripUnendedBlock(events: readonly Event[], text: string): void {
  if (text.slice(text.lastIndexOf("\n") + 1).trim() === "") return;
  const last = events.findLast(({ type }) => type !== EVENT_ID.POP);
  if (last?.type !== EVENT_ID.SCALAR) return;
  if (last.style === SCALAR_STYLE.LITERAL_BLOCK || last.style === SCALAR_STYLE.FOLDED_BLOCK) {
    last.chomping = CHOMPING_MODE.STRIP;
  }
}

function isDoubtful({ duplicateKey, largeInteger, notFinite }: YamlNotes): boolean {
  return duplicateKey || largeInteger || notFinite;
}

function refuseExpansion(value: unknown): ParsedText | undefined {
  const size = expandedSize(value);
  if (typeof size === "number") return undefined;
  const message =
    size === "cycle"
      ? "an anchor's value contains an alias of itself"
      : `the aliases expand to more than ${MAX_EXPANDED_NODES} further nodes`;
  return { ok: false, message, hint: "write the values out", at: 0 };
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
