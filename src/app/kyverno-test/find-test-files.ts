import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

import { UserError } from "../../manifest/user-error.ts";

/** Finds test files as `kyverno test` does: every file of that name below a folder, dot folders too; a file stands for itself. */
export async function findTestFiles(
  paths: readonly string[],
  fileName: string,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const path of paths) {
    // oxlint-disable-next-line no-await-in-loop -- in the order given
    found.push(...((await isFolder(path)) ? await filesBelow(path, fileName) : [path]));
  }
  return [...new Set(found)];
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (cause) {
    throw new UserError(`${path}: no such file or folder`, { cause });
  }
}

async function filesBelow(folder: string, fileName: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const sorted = entries.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const nested = await Promise.all(
    sorted.map(async (entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return filesBelow(path, fileName);
      return entry.name === fileName ? [path] : [];
    }),
  );
  return nested.flat();
}
