import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { generateObjects } from "./generate-objects.ts";
import type { Figure } from "./measure.ts";
import { runCli } from "./measure-processes.ts";

const COUNTS = [1000, 10_000, 100_000];
const OBJECTS_A_WRITE = 1000;

/** Whole scans of one JSON file with more and more objects: time has to grow with them, memory only with what fails. */
export async function measureFiles(): Promise<Figure[]> {
  const folder = mkdtempSync(path.join(tmpdir(), "kyverno-mcp-files-"));
  const figures: Figure[] = [];
  try {
    for (const count of COUNTS) {
      const file = writeList(path.join(folder, `${count}.json`), count);
      const args = ["scan", file, "-o", "json", "--limit", "20", "--fail-on", "none"];
      // oxlint-disable-next-line no-await-in-loop -- two processes at once would disturb each other
      const { ms, peakMb } = await runCli(args, folder);
      const isLargest = count === COUNTS.at(-1);
      const name = `scan ${count} mixed objects of JSON, whole process`;
      figures.push(
        { name, value: ms / 1000, unit: "s", ...(isLargest && { target: { most: 5 } }) },
        { name: "  objects", value: (count * 1000) / ms, unit: "per second" },
        {
          name: "  its peak memory",
          value: peakMb,
          unit: "MB",
          ...(isLargest && { target: { most: 350 } }),
        },
      );
    }
    return figures;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A List of the first `count` generated objects, written piece by piece. */
function writeList(file: string, count: number): string {
  const objects = generateObjects(count);
  const out = openSync(file, "w");
  writeSync(out, '{"apiVersion":"v1","kind":"List","items":[');
  for (let at = 0; at < objects.length; at += OBJECTS_A_WRITE) {
    const piece = objects.slice(at, at + OBJECTS_A_WRITE).map((object) => JSON.stringify(object));
    writeSync(out, (at === 0 ? "" : ",") + piece.join(","));
  }
  writeSync(out, "]}");
  closeSync(out);
  return file;
}
