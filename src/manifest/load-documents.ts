import { constants } from "node:buffer";
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import { decodeText } from "./load/decode-text.ts";
import { findFiles } from "./load/find-files.ts";
import { reasonOf } from "./load/reason-of.ts";
import { parseDocuments, type ParsedDocuments } from "./parse-documents.ts";
import type { Problem } from "./problem.ts";

export interface LoadOptions {
  /** What `-` reads; the process's standard input by default. */
  readonly stdin?: () => Promise<Uint8Array>;
}

/** A file, or standard input, that was found and not read yet. */
export interface Source {
  readonly file: string;
  /** Its size; 0 while it is unknown. */
  readonly bytes: number;
  readonly read: () => Promise<Uint8Array>;
  /** The same bytes in blocks of about `blockBytes`. */
  readonly blocks: (blockBytes: number) => AsyncIterable<Buffer>;
}

/** What paths lead to, in their order: a source, or why there is none. */
export type Found =
  | { readonly kind: "source"; readonly source: Source }
  | { readonly kind: "problem"; readonly problem: Problem };

/**
 * Finds the sources behind files, folders (recursively: `.yaml`, `.yml` and `.json`, dot-files left out, in order of
 * name), glob patterns and `-` for standard input. A file named twice is found once.
 */
export async function findSources(
  paths: readonly string[],
  options: LoadOptions = {},
): Promise<readonly Found[]> {
  const found: Found[] = [];
  const known = new Set<string>();
  for (const path of paths) {
    // One after the other: a file that is named twice keeps its first place.
    // oxlint-disable-next-line no-await-in-loop
    const { sources, problems } = await sourcesOf(path, options);
    found.push(...problems.map((problem) => ({ kind: "problem" as const, problem })));
    for (const { identity, ...source } of sources) {
      if (known.has(identity)) continue;
      known.add(identity);
      found.push({ kind: "source", source });
    }
  }
  return found;
}

/** Reads the documents of all that paths lead to. What can't be read becomes a problem and the rest is read. */
export async function loadDocuments(
  paths: readonly string[],
  options: LoadOptions = {},
): Promise<ParsedDocuments> {
  return readSources(await findSources(paths, options));
}

/** Reads the documents of sources that were found before, and repeats why others were not. */
export async function readSources(found: readonly Found[]): Promise<ParsedDocuments> {
  const all: ParsedDocuments[] = [];
  for (const one of found) {
    // One after the other: memory holds one file's bytes.
    // oxlint-disable-next-line no-await-in-loop
    all.push(one.kind === "problem" ? failed(one.problem) : await readSource(one.source));
  }
  return {
    documents: all.flatMap(({ documents }) => documents),
    problems: all.flatMap(({ problems }) => problems),
  };
}

/** The bytes of a source, or why it has none that could be text. */
export async function readBytes({
  file,
  read,
}: Source): Promise<{ readonly bytes: Uint8Array } | { readonly problem: Problem }> {
  let bytes: Uint8Array;
  try {
    bytes = await read();
  } catch (error) {
    return { problem: { message: `can't be read: ${reasonOf(error)}`, at: { file } } };
  }
  if (bytes.length <= constants.MAX_STRING_LENGTH) return { bytes };
  const megabytes = Math.floor(constants.MAX_STRING_LENGTH / 1e6);
  const message = `the file is larger than ${megabytes} MB`;
  return { problem: { message, at: { file }, hint: "split it into several files" } };
}

async function sourcesOf(
  path: string,
  options: LoadOptions,
): Promise<{
  readonly sources: readonly (Source & { readonly identity: string })[];
  readonly problems: readonly Problem[];
}> {
  if (path === "-") {
    const bytes = await (options.stdin ?? (() => buffer(process.stdin)))();
    return { sources: [{ ...sourceOfBytes("-", bytes), identity: "-" }], problems: [] };
  }
  const { files, problems } = await findFiles(path);
  const sources = files.map((found) => ({
    ...found,
    read: () => readFile(found.file),
    blocks: (blockBytes: number) => createReadStream(found.file, { highWaterMark: blockBytes }),
  }));
  return { sources, problems };
}

function sourceOfBytes(file: string, bytes: Uint8Array): Source {
  return {
    file,
    bytes: bytes.length,
    // Whoever reads may hand the bytes on for good.
    read: () => Promise.resolve(new Uint8Array(bytes)),
    blocks: async function* blocks(blockBytes) {
      for (let at = 0; at < bytes.length; at += blockBytes)
        yield Buffer.from(bytes.subarray(at, at + blockBytes));
    },
  };
}

async function readSource(source: Source): Promise<ParsedDocuments> {
  const read = await readBytes(source);
  if ("problem" in read) return failed(read.problem);
  const decoded = decodeText(read.bytes, source.file);
  return decoded.ok ? parseDocuments(decoded.text, source.file) : failed(decoded.problem);
}

function failed(problem: Problem): ParsedDocuments {
  return { documents: [], problems: [problem] };
}
