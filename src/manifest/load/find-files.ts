import type { Stats } from "node:fs";
import { glob, readdir, realpath, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { nearestName } from "../nearest-name.ts";
import type { Problem } from "../problem.ts";
import { reasonOf } from "./reason-of.ts";

/** A file to read, named as the user named it; equal identities are the same file. */
export interface FoundFile {
  readonly file: string;
  readonly identity: string;
  /** Its size; 0 for a pipe. */
  readonly bytes: number;
}

export interface FoundFiles {
  readonly files: readonly FoundFile[];
  readonly problems: readonly Problem[];
}

const MANIFEST = /\.(?:ya?ml|json)$/i;

/** The files behind one path: a file, a folder or a glob pattern. */
export async function findFiles(path: string): Promise<FoundFiles> {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(path)) return refused(path, "URLs are not read", DOWNLOAD);
  const stats = await statOf(path);
  if ("reason" in stats) return missing(path, stats.reason);
  if (stats.isDirectory()) return inFolder(path);
  if (stats.isFile() || stats.isFIFO()) return { files: [await found(path, stats)], problems: [] };
  return refused(path, "neither a file nor a folder");
}

const DOWNLOAD = "download the file first, or pipe it in with `-`";

function refused(file: string, message: string, hint?: string): FoundFiles {
  return { files: [], problems: [{ message, at: { file }, ...(hint !== undefined && { hint }) }] };
}

async function statOf(path: string): Promise<Stats | { readonly reason: string }> {
  try {
    return await stat(path);
  } catch (error) {
    return { reason: reasonOf(error) };
  }
}

async function found(file: string, { size }: Stats): Promise<FoundFile> {
  return { file, identity: await realpath(file).catch(() => file), bytes: size };
}

/** A path that is not there may be a pattern; a file that has such a name wins. */
async function missing(path: string, reason: string): Promise<FoundFiles> {
  if (!/[*?[{]/.test(path)) return refused(path, reason, await nearestPath(path));
  const matches: string[] = [];
  for await (const match of glob(path)) matches.push(match);
  if (matches.length === 0) return refused(path, "no file matches this pattern");
  const results = await Promise.all(matches.toSorted(byName).map((match) => findFiles(match)));
  return joined(results);
}

function joined(results: readonly FoundFiles[]): FoundFiles {
  return {
    files: results.flatMap(({ files }) => files),
    problems: results.flatMap(({ problems }) => problems),
  };
}

async function nearestPath(path: string): Promise<string | undefined> {
  const folder = dirname(path);
  try {
    const name = nearestName(basename(path), await readdir(folder));
    return name === undefined ? undefined : `did you mean ${join(folder, name)}?`;
  } catch {
    return undefined;
  }
}

async function inFolder(folder: string): Promise<FoundFiles> {
  const result = await walk(folder, new Set());
  if (result.files.length > 0 || result.problems.length > 0) return result;
  return refused(folder, "no .yaml, .yml or .json file in this folder");
}

/** `open` are the real paths of the folders around this one, so that links in a circle end. */
async function walk(folder: string, open: ReadonlySet<string>): Promise<FoundFiles> {
  const real = await realpath(folder).catch(() => folder);
  if (open.has(real)) return { files: [], problems: [] };
  const inside = new Set([...open, real]);
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    return refused(folder, `can't be read: ${reasonOf(error)}`);
  }
  const visible = names.filter((name) => !name.startsWith(".")).toSorted(byName);
  return joined(await Promise.all(visible.map((name) => visit(join(folder, name), inside))));
}

async function visit(path: string, open: ReadonlySet<string>): Promise<FoundFiles> {
  const stats = await statOf(path);
  if ("reason" in stats) {
    return MANIFEST.test(path) ? refused(path, stats.reason) : { files: [], problems: [] };
  }
  if (stats.isDirectory()) return walk(path, open);
  const wanted = stats.isFile() && MANIFEST.test(path);
  return { files: wanted ? [await found(path, stats)] : [], problems: [] };
}

/** By code unit, as Go sorts a folder. */
function byName(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
