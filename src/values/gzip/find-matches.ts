/** A byte of the input, or a repetition of earlier ones. */
export type Token = number | { readonly length: number; readonly distance: number };

const WINDOW = 32_768;
const MIN_MATCH = 4;
const MAX_MATCH = 258;
/** What Go's level 6 stops at: a match this long is not improved, a chain is followed this far. */
const LAZY = 16;
const NICE = 128;
const CHAIN = 128;
/** The shortest matches are worth their distance only when it is small. */
const NEAR = 4096;

interface Match {
  readonly length: number;
  readonly distance: number;
}

const NO_MATCH: Match = { length: MIN_MATCH - 1, distance: 0 };

/** Splits the input as Go's compress/flate does at its default level: a match is put off while the next byte starts a longer one. */
export function findRepetitions(input: Uint8Array): Token[] {
  const chains = new Chains(input);
  const tokens: Token[] = [];
  let index = 0;
  let previous = NO_MATCH;
  let pending = false;
  while (index < input.length) {
    const current =
      previous.length < LAZY && input.length - index > previous.length
        ? chains.longestMatch(index)
        : NO_MATCH;
    chains.insert(index);
    if (previous.length >= MIN_MATCH && current.length <= previous.length) {
      tokens.push(previous);
      const end = index + previous.length - 1;
      for (index += 1; index < end; index += 1) chains.insert(index);
      pending = false;
      previous = NO_MATCH;
    } else {
      if (pending) tokens.push(input[index - 1] ?? 0);
      index += 1;
      pending = true;
      previous = current;
    }
  }
  if (pending) tokens.push(input[index - 1] ?? 0);
  return tokens;
}

/** Where each group of four bytes stood before. */
class Chains {
  readonly #input: Uint8Array;
  readonly #heads = new Map<number, number>();
  readonly #earlier: Int32Array;
  constructor(input: Uint8Array) {
    this.#input = input;
    this.#earlier = new Int32Array(input.length).fill(-1);
  }

  insert(index: number): void {
    if (index + MIN_MATCH > this.#input.length) return;
    const key = this.#key(index);
    this.#earlier[index] = this.#heads.get(key) ?? -1;
    this.#heads.set(key, index);
  }

  longestMatch(index: number): Match {
    if (index + MIN_MATCH > this.#input.length) return NO_MATCH;
    const limit = Math.min(MAX_MATCH, this.#input.length - index);
    const nice = Math.min(NICE, limit);
    let best = NO_MATCH;
    let at = this.#heads.get(this.#key(index)) ?? -1;
    for (let tries = CHAIN; tries > 0 && at >= Math.max(0, index - WINDOW); tries -= 1) {
      const length = this.#matchLength(at, index, limit);
      const distance = index - at;
      if (length > best.length && (length > MIN_MATCH || distance <= NEAR))
        best = { length, distance };
      if (best.length >= nice) break;
      at = this.#earlier[at] ?? -1;
    }
    return best;
  }

  #matchLength(at: number, index: number, limit: number): number {
    let length = 0;
    while (length < limit && this.#input[at + length] === this.#input[index + length]) length += 1;
    return length;
  }

  #key(index: number): number {
    const [a = 0, b = 0, c = 0, d = 0] = this.#input.subarray(index, index + MIN_MATCH);
    return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
  }
}
