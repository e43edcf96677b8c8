import type { ContextParts, ContextScan, NotRead } from "../results/scan.ts";
import { createTally } from "../results/tally.ts";
import { mergeNotRead } from "./merge-not-read.ts";

/** Sums up what was read of one cluster, in one go or in shards: the same whichever it was. */
export function sumUpContext(context: string, shards: readonly ContextParts[]): ContextScan {
  const tally = createTally();
  for (const { parts, policies } of shards) for (const part of parts) tally.take(part, policies);
  const unknownOwners = distinct(shards.flatMap((shard) => shard.unknownOwners));
  const inconsistent = new Set(shards.flatMap((shard) => shard.inconsistent));
  return {
    context,
    notRead: mergeNotRead(distinct(shards.flatMap(({ notRead }) => notRead))),
    warnings: [
      ...new Set(shards.flatMap(({ warnings }) => warnings)),
      ...mergeNotRead(unknownOwners).map(toUnknownOwners),
      ...[...inconsistent].map(toExpired),
    ],
    tally: tally.finish(),
  };
}

/** Rows once each: what concerns the whole cluster is in every shard. */
export function distinct(rows: readonly NotRead[]): readonly NotRead[] {
  return [...new Map(rows.map((row) => [JSON.stringify(row), row])).values()];
}

function toUnknownOwners({ namespace, resource, reason }: NotRead): string {
  return `${resource}${namespace === undefined ? "" : ` in ${namespace}`} could not be read (${reason}): pods that they own are rows of their own`;
}

function toExpired(plural: string): string {
  return `the list of ${plural} expired while it was read; objects that changed meanwhile may be missing or counted as they were`;
}
