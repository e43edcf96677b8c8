import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isMapping } from "../manifest/path.ts";
import { UserError } from "../manifest/user-error.ts";
import type { Shard } from "../pipeline/shard-of.ts";
import type { ContextParts, ContextScan, NotRead, Scan } from "../results/scan.ts";
import { type Summary, summarizeScan } from "../results/summary.ts";
import { createTally } from "../results/tally.ts";
import { scanRows, type ScanRequest } from "./scan.ts";
import type { Services } from "./services.ts";
import { distinct, sumUpContext } from "./sum-up-context.ts";

/** A file with what one shard of a scan read; changes when files of another version can't be merged. */
const VERSION = 1;
const POLL_MS = 1000;

/** What stands in a part's file. */
interface ShardFile {
  readonly version: typeof VERSION;
  readonly shard: Shard;
  /** The same for all shards of a scan. */
  readonly scan: string;
  readonly result: Omit<Scan, "contexts">;
  readonly contexts: readonly ShardContext[];
}

interface ShardContext {
  readonly context: string;
  /** Absent where the cluster could not be scanned at all. */
  readonly parts?: ContextParts;
  /** What concerns policies, or the whole cluster. */
  readonly notRead: readonly NotRead[];
  readonly warnings: readonly string[];
}

/** What a shard wrote. */
export interface WrittenShard {
  readonly file: string;
  readonly resources: number;
}

/** The shard that `I/N` names, counted from 0; undefined when it names none. */
export function parseShard(text: string): Shard | undefined {
  const match = /^(?<index>\d{1,4})\/(?<count>\d{1,4})$/u.exec(text);
  const index = Number(match?.groups?.["index"]);
  const count = Number(match?.groups?.["count"]);
  return count >= 1 && index < count ? { index, count } : undefined;
}

/**
 * Scans one shard of clusters and writes what was read into `folder`, where `mergeShards` finds it. The file appears whole or
 * not at all, and a shard that runs again replaces it.
 */
export async function scanShard(
  request: ScanRequest,
  shard: Shard,
  folder: string,
  services: Services,
): Promise<WrittenShard> {
  if (request.paths.length > 0) {
    throw new UserError("shards are of clusters, not of manifests", {
      hint: "leave the paths out, or leave --shard out: large files are scanned in parallel anyway",
    });
  }
  const filter = { ...request.filter, shard };
  const { contexts, ...result } = await scanRows({ ...request, filter }, services);
  const part: ShardFile = {
    version: VERSION,
    shard,
    scan: JSON.stringify([
      shard.count,
      result.policySets,
      result.policies.map(({ key }) => key),
      contexts.map(({ context }) => context),
      request.filter,
    ]),
    result,
    contexts: contexts.map(toShardContext),
  };
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, fileName(shard));
  const unfinished = `${file}.${process.pid}.unfinished`;
  await writeFile(unfinished, JSON.stringify(part), { flush: true });
  await rename(unfinished, file);
  return {
    file,
    resources: contexts.reduce((sum, { tally }) => sum + tally.resources, 0),
  };
}

function toShardContext({ context, parts, notRead, warnings }: ContextScan): ShardContext {
  if (parts === undefined) return { context, notRead, warnings };
  const own = sumUpContext(context, [parts]);
  return {
    context,
    parts,
    notRead: notRead.slice(own.notRead.length),
    warnings: warnings.slice(own.warnings.length),
  };
}

function fileName({ index, count }: Shard): string {
  return `part-${index}-of-${count}.json`;
}

const FILE_NAME = /^part-(?<index>\d+)-of-(?<count>\d+)\.json$/u;

/**
 * Folds the parts in `folder` into the summary that one scan of everything gives. A part that is missing after `waitMs`, or
 * that can't be read, is a row of `not_read`. Throws a `UserError` when there is no part, or parts of several scans.
 */
export async function mergeShards(
  folder: string,
  { waitMs = 0, signal }: { readonly waitMs?: number; readonly signal?: AbortSignal } = {},
): Promise<Summary> {
  const count = await awaitParts(folder, Date.now() + waitMs, signal);
  const read = await Promise.all(
    Array.from({ length: count }, (_, index) => readPart(folder, { index, count })),
  );
  const parts = read.flatMap((one) => ("part" in one ? [one.part] : []));
  const [first] = parts;
  if (first === undefined) {
    throw new UserError(`no part in ${folder} can be read`, {
      hint: "run scan --shard I/N --out with this folder again",
    });
  }
  if (parts.some(({ scan }) => scan !== first.scan)) {
    throw new UserError(`the parts in ${folder} are of different scans`, {
      hint: "give every run a folder of its own, and all its shards the same flags",
    });
  }
  const gaps = read.flatMap((one) => ("gap" in one ? [one.gap] : []));
  return summarizeScan(mergeParts(first, parts, gaps));
}

/** The number of shards, as soon as all have written; at the deadline whatever there is has to do. */
async function awaitParts(folder: string, endsAt: number, signal?: AbortSignal): Promise<number> {
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop -- until all are there
    const names = await readdir(folder).catch(() => []);
    const counts = names.flatMap((name) => FILE_NAME.exec(name)?.groups?.["count"] ?? []);
    const different = new Set(counts);
    if (different.size > 1) {
      throw new UserError(
        `${folder} has parts of scans with ${[...different].join(" and ")} shards`,
        {
          hint: "give every run a folder of its own",
        },
      );
    }
    const count = Number(counts[0] ?? 0);
    const isOver = Date.now() >= endsAt;
    if (count > 0 && (counts.length >= count || isOver)) return count;
    if (isOver) {
      throw new UserError(`there are no parts of a scan in ${folder}`, {
        hint: "write them with scan --shard I/N --out FOLDER",
      });
    }
    // oxlint-disable-next-line no-await-in-loop
    await sleep(Math.min(POLL_MS, endsAt - Date.now()), undefined, { signal });
  }
}

type ReadPart = { readonly part: ShardFile } | { readonly gap: NotRead };

async function readPart(folder: string, shard: Shard): Promise<ReadPart> {
  const gap = (reason: string, message: string): ReadPart => ({
    gap: {
      context: "",
      resource: `shard ${shard.index} of ${shard.count}`,
      reason,
      message,
      hint: `run scan --shard ${shard.index}/${shard.count} again`,
    },
  });
  const text = await readFile(path.join(folder, fileName(shard)), "utf8").catch(() => undefined);
  if (text === undefined) return gap("missing part", `${fileName(shard)} is not there`);
  const part = parsePart(text);
  return part === undefined
    ? gap("torn part", `${fileName(shard)} is not whole, or of another version of kyverno-mcp`)
    : { part };
}

function parsePart(text: string): ShardFile | undefined {
  try {
    const part: unknown = JSON.parse(text);
    return isShardFile(part) ? part : undefined;
  } catch {
    return undefined;
  }
}

/** Files are written whole, so that the version tells the rest. */
function isShardFile(value: unknown): value is ShardFile {
  return isMapping(value) && value["version"] === VERSION && Array.isArray(value["contexts"]);
}

function mergeParts(first: ShardFile, parts: readonly ShardFile[], gaps: readonly NotRead[]): Scan {
  const contexts = first.contexts.map(({ context }, index) => {
    const shards = parts.flatMap((part) => part.contexts.filter((one) => one.context === context));
    const read = shards.flatMap((one) => one.parts ?? []);
    const whole =
      read.length === 0
        ? { context, notRead: [], warnings: [], tally: createTally().finish() }
        : sumUpContext(context, read);
    const beside = distinct(shards.flatMap(({ notRead }) => notRead));
    const warnings = new Set(shards.flatMap((one) => one.warnings));
    return {
      ...whole,
      notRead: [...whole.notRead, ...beside, ...(index === 0 ? gaps : [])],
      warnings: [...whole.warnings, ...warnings],
    };
  });
  return {
    ...first.result,
    contexts,
    seconds: Math.max(...parts.map(({ result }) => result.seconds)),
  };
}
