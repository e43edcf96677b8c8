import { type Command, InvalidArgumentError, Option } from "commander";
import type { ScanRequest } from "../app/scan.ts";
import { mergeShards, parseShard, scanShard } from "../app/scan-shards.ts";
import type { Services } from "../app/services.ts";
import { UserError } from "../manifest/user-error.ts";
import type { Summary } from "../results/summary.ts";

/** Flags of `scan` that divide it, or put it together again. */
export interface ShardFlags {
  readonly shard?: NonNullable<ReturnType<typeof parseShard>>;
  readonly out?: string;
  readonly merge?: string;
  readonly wait: number;
}

/** Adds the flags to `scan`. */
export function shardOptions(command: Command): Command {
  return command
    .option(
      "--shard <i/n>",
      "read one of N parts of the clusters, by namespace, and write it to --out",
      shard,
    )
    .option("--out <folder>", "folder for the part that --shard writes")
    .addOption(
      new Option(
        "--merge <folder>",
        "sum up the parts in the folder instead of scanning",
      ).conflicts(["shard", "out"]),
    )
    .option("--wait <seconds>", "how long --merge waits for parts that are not there", seconds, 0);
}

/** Does what the flags say, or scans: a shard answers with the line that tells what it wrote. */
export async function runShards(
  request: ScanRequest,
  { shard: wanted, out, merge, wait }: ShardFlags,
  services: Services,
  scan: (request: ScanRequest) => Promise<Summary>,
): Promise<Summary | string> {
  if ((wanted === undefined) !== (out === undefined)) {
    throw new UserError("--shard and --out go together", {
      hint: "name the shard and the folder for its part: --shard 0/4 --out parts",
    });
  }
  if (merge !== undefined) {
    const { signal } = services;
    return mergeShards(merge, { waitMs: wait * 1000, ...(signal !== undefined && { signal }) });
  }
  if (wanted === undefined || out === undefined) return scan(request);
  const { file, resources } = await scanShard(request, wanted, out, services);
  return `${file}: ${resources} objects\n`;
}

function shard(text: string): ShardFlags["shard"] {
  const parsed = parseShard(text);
  if (parsed === undefined)
    throw new InvalidArgumentError("must be I/N with I from 0 to N-1, such as 0/4");
  return parsed;
}

function seconds(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0 || value > 86_400)
    throw new InvalidArgumentError("must be a number of seconds, a day at most");
  return value;
}
