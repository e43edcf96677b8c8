import { isUtf8 } from "node:buffer";
import { readFrame, readItems } from "./chunks/read-items.ts";
import type { Document } from "./document.ts";
import { decodeText } from "./load/decode-text.ts";
import type { ManifestChunk } from "./manifest-chunks.ts";
import { parseDocuments } from "./parse-documents.ts";
import type { Problem } from "./problem.ts";
import { resourcesOf } from "./resources-of.ts";
import type { Resource } from "./resource.ts";

/** What a chunk holds. Places count from the chunk's own begin: only who has read all before knows where that is. */
export interface ReadChunk {
  readonly resources: readonly Resource[];
  /** Documents that could be read. */
  readonly documents: number;
  /** What was wrong with the text. */
  readonly problems: readonly Problem[];
  /** Why documents are no objects. */
  readonly objections: readonly Problem[];
  readonly extent: Extent;
}

/** How far a text reaches: its line breaks, and the characters behind the last. */
export interface Extent {
  readonly lines: number;
  readonly columns: number;
}

/** Reads a chunk as the whole file would be read; undefined when only the whole file tells what it means. Never throws. */
export function readChunk(chunk: ManifestChunk): ReadChunk | undefined {
  if (chunk.form === "uncut") return undefined;
  if (chunk.form === "frame") return readFrame(chunk) ? nothing(chunk.tail) : undefined;
  if (chunk.form === "documents" && chunk.isWhole) return readWhole(chunk.file, chunk.bytes);
  const text = textOf(chunk.bytes);
  if (text === undefined) return undefined;
  if (chunk.form === "documents") return readPart(chunk.file, text);
  const read = readItems(chunk, text);
  return read && fromDocuments([read.document], read.problems, text);
}

function readWhole(file: string, bytes: Uint8Array): ReadChunk {
  const decoded = decodeText(bytes, file);
  if (!decoded.ok) return { ...nothing(""), problems: [decoded.problem] };
  const { documents, problems } = parseDocuments(decoded.text, file);
  return fromDocuments(documents, problems, decoded.text);
}

/** A directive belongs to the document behind the next marker, where the text may have been cut. */
function readPart(file: string, text: string): ReadChunk | undefined {
  if (/(?:^|[\r\n])%/.test(text)) return undefined;
  const { documents, problems } = parseDocuments(text, file);
  return fromDocuments(documents, problems, text);
}

function fromDocuments(
  documents: readonly Document[],
  problems: readonly Problem[],
  text: string,
): ReadChunk {
  const read = resourcesOf(documents);
  return {
    resources: read.resources.map(({ resource }) => resource),
    documents: documents.length,
    problems,
    objections: read.problems,
    extent: extentOf(text),
  };
}

function nothing(text: string): ReadChunk {
  return { resources: [], documents: 0, problems: [], objections: [], extent: extentOf(text) };
}

function textOf(bytes: Uint8Array): string | undefined {
  if (!isUtf8(bytes)) return undefined;
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
}

/** How far a text reaches. */
export function extentOf(text: string): Extent {
  let lines = 0;
  let last = -1;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) {
    lines += 1;
    last = at;
  }
  return { lines, columns: text.length - last - 1 };
}

/** A problem of a chunk that begins behind `before`, as a problem of the file. */
export function shiftProblem(problem: Problem, before: Extent): Problem {
  const { line, column } = problem.at;
  if (line === undefined) return problem;
  const isOnFirstLine = line === 1;
  return {
    ...problem,
    at: {
      ...problem.at,
      line: line + before.lines,
      ...(column !== undefined && { column: isOnFirstLine ? column + before.columns : column }),
    },
  };
}
