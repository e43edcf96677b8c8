import { constants } from "node:buffer";
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

/**
 * Reads the documents of files, folders (recursively: `.yaml`, `.yml` and `.json`, dot-files left out, in order of
 * name), glob patterns and `-` for standard input. A file named twice is read once. What can't be read becomes a
 * problem and the rest is read.
 */
export async function loadDocuments(
  paths: readonly string[],
  options: LoadOptions = {},
): Promise<ParsedDocuments> {
  const all: ParsedDocuments[] = [];
  const loaded = new Set<string>();
  for (const path of paths) {
    // One after the other: memory holds one file's bytes, and the answer's order is the arguments'.
    // oxlint-disable-next-line no-await-in-loop
    const found = await sourcesOf(path, options);
    all.push({ documents: [], problems: found.problems });
    for (const { file, identity, read } of found.sources) {
      if (loaded.has(identity)) continue;
      loaded.add(identity);
      // oxlint-disable-next-line no-await-in-loop
      all.push(await readSource(file, read));
    }
  }
  return {
    documents: all.flatMap(({ documents }) => documents),
    problems: all.flatMap(({ problems }) => problems),
  };
}

interface Source {
  readonly file: string;
  readonly identity: string;
  readonly read: () => Promise<Uint8Array>;
}

async function sourcesOf(
  path: string,
  options: LoadOptions,
): Promise<{ readonly sources: readonly Source[]; readonly problems: readonly Problem[] }> {
  if (path === "-") {
    const read = options.stdin ?? (() => buffer(process.stdin));
    return { sources: [{ file: "-", identity: "-", read }], problems: [] };
  }
  const { files, problems } = await findFiles(path);
  const sources = files.map(({ file, identity }) => ({
    file,
    identity,
    read: () => readFile(file),
  }));
  return { sources, problems };
}

async function readSource(file: string, read: () => Promise<Uint8Array>): Promise<ParsedDocuments> {
  let bytes: Uint8Array;
  try {
    bytes = await read();
  } catch (error) {
    return failed({ message: `can't be read: ${reasonOf(error)}`, at: { file } });
  }
  if (bytes.length > constants.MAX_STRING_LENGTH) {
    const megabytes = Math.floor(constants.MAX_STRING_LENGTH / 1e6);
    const message = `the file is larger than ${megabytes} MB`;
    return failed({ message, at: { file }, hint: "split it into several files" });
  }
  const decoded = decodeText(bytes, file);
  return decoded.ok ? parseDocuments(decoded.text, file) : failed(decoded.problem);
}

function failed(problem: Problem): ParsedDocuments {
  return { documents: [], problems: [problem] };
}
