import { nearestName } from "../manifest/nearest-name.ts";

/** ` Did you mean "x"?` with the candidate nearest in spelling, or nothing when none is near. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  const candidate = nearestName(word, candidates);
  return candidate === undefined ? "" : ` Did you mean "${candidate}"?`;
}
