import { type Found, readBytes, type Source } from "../manifest/load-documents.ts";
import { chunkManifest, type ManifestChunk } from "../manifest/manifest-chunks.ts";
import type { Problem } from "../manifest/problem.ts";
import { type Extent, extentOf, shiftProblem } from "../manifest/read-chunk.ts";
import type { TallyPart } from "../results/tally-part.ts";
import { type Claims, createClaims } from "./claims.ts";
import type { ScanFilter } from "./scan-filter.ts";
import type { ScanPool, TaskLine } from "./scan-pool.ts";
import type { TaskResult } from "./scan-task.ts";

/** What files came to. */
export interface GatheredFiles {
  /** For whoever counts them to take away. */
  readonly parts: TallyPart[];
  /** Documents that could be read. */
  readonly documents: number;
  /** In the order of the files: first what is wrong with texts, then why documents are no objects. */
  readonly problems: readonly Problem[];
  /** Files of which a part was lost, and why. */
  readonly lost: readonly { readonly file: string; readonly message: string }[];
}

/** How files are gathered. */
export interface GatherOptions {
  readonly filter: ScanFilter;
  /** Bytes of a chunk; smaller files are one. */
  readonly chunkBytes?: number;
  /** Told how many objects were read. */
  readonly onProgress?: (objects: number) => void;
}

const CHUNK_BYTES = 256 * 1024;
/** Small files that are in memory at once. */
const OPEN_FILES = 16;

/**
 * Scans files as one scan of all their manifests would, one chunk after the other; undefined when a policy asks for other
 * objects, which only all manifests together can answer.
 */
export async function gatherFiles(
  found: readonly Found[],
  pool: ScanPool,
  { filter, chunkBytes = CHUNK_BYTES, onProgress }: GatherOptions,
): Promise<GatheredFiles | undefined> {
  const claims = createClaims();
  const line = pool.open({ kind: "manifests", filter }, async (question) =>
    question.kind === "claim"
      ? { kind: "claim", repeated: await claims.claim(question.order, question.keys) }
      : { kind: "lookups", answers: [] },
  );
  const gathering = createGathering(line, claims, onProgress);
  line.expect(found.reduce((sum, one) => sum + (one.kind === "source" ? one.source.bytes : 0), 0));
  const files: Promise<FileResult>[] = [];
  const open = new Set<Promise<FileResult>>();
  for (const one of found) {
    if (gathering.hasAsked()) break;
    if (one.kind === "problem") {
      files.push(Promise.resolve(withProblem(one.problem)));
      continue;
    }
    // What a large file claims may be given back: nobody may come after it before that is known.
    const isLarge = one.source.bytes === 0 || one.source.bytes > chunkBytes;
    // oxlint-disable-next-line no-await-in-loop
    if (isLarge) await Promise.all(files);
    const file = isLarge
      ? gatherLarge(one.source, gathering, claims, chunkBytes)
      : gatherWhole(one.source, gathering);
    files.push(file);
    open.add(file);
    const close = (): void => void open.delete(file);
    file.then(close, close);
    // oxlint-disable-next-line no-await-in-loop
    if (open.size >= (isLarge ? 1 : OPEN_FILES)) await Promise.race(open);
  }
  const results = await Promise.all(files);
  line.close();
  return gathering.hasAsked() ? undefined : joined(results);
}

interface FileResult {
  readonly parts: readonly TallyPart[];
  readonly documents: number;
  readonly problems: readonly Problem[];
  readonly objections: readonly Problem[];
  readonly lost: GatheredFiles["lost"];
}

const NOTHING: FileResult = { parts: [], documents: 0, problems: [], objections: [], lost: [] };

function withProblem(problem: Problem): FileResult {
  return { ...NOTHING, problems: [problem] };
}

function joined(files: readonly FileResult[]): GatheredFiles {
  return {
    parts: files.flatMap(({ parts }) => parts),
    documents: files.reduce((sum, { documents }) => sum + documents, 0),
    problems: [
      ...files.flatMap(({ problems }) => problems),
      ...files.flatMap(({ objections }) => objections),
    ],
    lost: files.flatMap(({ lost }) => lost),
  };
}

interface Gathering {
  /** Resolves when there is room for another chunk. */
  readonly room: () => Promise<void>;
  /** The number of the next chunk: numbers are taken in the order of the files. */
  readonly take: () => number;
  /** Gives a number up. */
  readonly pass: (order: number) => void;
  readonly run: (order: number, chunk: ManifestChunk) => Promise<TaskResult>;
  /** Whether a policy asked for another object. */
  readonly hasAsked: () => boolean;
}

function createGathering(
  line: TaskLine,
  claims: Claims,
  onProgress: GatherOptions["onProgress"],
): Gathering {
  let taken = 0;
  let objects = 0;
  let hasAsked = false;
  return {
    room: line.room,
    take: () => {
      taken += 1;
      return taken - 1;
    },
    run: async (order, chunk) => {
      const result = await line.scan({ kind: "chunk", order, chunk }).finally(() => {
        claims.pass(order);
      });
      if (result.kind === "asks") hasAsked = true;
      if (result.kind === "chunk") {
        objects += result.objects;
        onProgress?.(objects);
      }
      return result;
    },
    pass: claims.pass,
    hasAsked: () => hasAsked,
  };
}

const BEGIN: Extent = { lines: 0, columns: 0 };

/** A file in one piece. */
async function gatherWhole(source: Source, gathering: Gathering): Promise<FileResult> {
  const order = gathering.take();
  const { file } = source;
  const read = await readBytes(source);
  if ("problem" in read) {
    gathering.pass(order);
    return withProblem(read.problem);
  }
  const { bytes } = read;
  const result = await gathering.run(order, { form: "documents", file, bytes, isWhole: true });
  return fileOf(file, [result], BEGIN);
}

/** A large file in chunks; should it turn out that they do not tell all, in one piece. */
async function gatherLarge(
  source: Source,
  gathering: Gathering,
  claims: Claims,
  chunkBytes: number,
): Promise<FileResult> {
  const first = gathering.take();
  claims.pass(first);
  const inChunks = await gatherChunks(source, gathering, chunkBytes);
  if (inChunks !== undefined || gathering.hasAsked()) return inChunks ?? NOTHING;
  claims.forget(first);
  return gatherWhole(source, gathering);
}

async function gatherChunks(
  source: Source,
  gathering: Gathering,
  chunkBytes: number,
): Promise<FileResult | undefined> {
  const running: Promise<TaskResult>[] = [];
  let begin = BEGIN;
  let isRegular = true;
  const run = async (chunk: ManifestChunk): Promise<TaskResult> => {
    const result = await gathering.run(gathering.take(), chunk);
    if (result.kind === "irregular" || result.kind === "asks") isRegular = false;
    return result;
  };
  try {
    for await (const chunk of chunkManifest(source.file, source.blocks(chunkBytes), chunkBytes)) {
      if (!isRegular) break;
      if (chunk.form === "frame") begin = extentOf(chunk.head);
      const result = run(chunk);
      running.push(result);
      // Until all have begun nobody waits for one.
      result.catch(() => undefined);
      await gathering.room();
    }
  } catch (error) {
    await Promise.allSettled(running);
    // What can't be read says so when it is read in one piece.
    if (!isReadError(error)) throw error;
    return undefined;
  }
  const results = await Promise.all(running);
  return isRegular ? fileOf(source.file, results, begin) : undefined;
}

function isReadError(error: unknown): boolean {
  return error instanceof Error && "syscall" in error;
}

/** Puts chunks together; each begins where the one before ended, the first at `begin`. */
function fileOf(file: string, results: readonly TaskResult[], begin: Extent): FileResult {
  const parts: TallyPart[] = [];
  const problems: Problem[] = [];
  const objections: Problem[] = [];
  const lost: { file: string; message: string }[] = [];
  let documents = 0;
  let at = begin;
  for (const result of results) {
    if (result.kind === "chunk") {
      const from = at;
      const shift = (problem: Problem): Problem => shiftProblem(problem, from);
      parts.push(result.part);
      problems.push(...result.problems.map(shift));
      objections.push(...result.objections.map(shift));
      documents += result.documents;
      at = extend(at, result.extent);
    } else if (result.kind === "lost") lost.push({ file, message: result.message });
  }
  return { parts, documents, problems, objections, lost };
}

function extend(before: Extent, { lines, columns }: Extent): Extent {
  return {
    lines: before.lines + lines,
    columns: lines === 0 ? before.columns + columns : columns,
  };
}
