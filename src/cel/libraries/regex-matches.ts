import type { RE2JS } from "re2js";

/** Group offsets of one match: start and end of the whole match, then of each group; -1 where a group took no part. */
export type MatchOffsets = readonly number[];

/** All matches, at most `limit` (negative: no limit), under Go's rules for empty ones. */
export function findMatches(regex: RE2JS, text: string, limit = -1): readonly MatchOffsets[] {
  const matches: readonly MatchOffsets[] | null = regex.re2().findAllSubmatchIndex(text, limit);
  return matches ?? [];
}

/** What group `index` matched; empty where it took no part. */
export function groupText(text: string, match: MatchOffsets, index: number): string {
  const start = match[2 * index] ?? -1;
  return start === -1 ? "" : text.slice(start, match[2 * index + 1]);
}
