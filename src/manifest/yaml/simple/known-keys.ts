const SIZE = 2048;
const MAX_LENGTH = 48;

/**
 * Keys read before, found by their characters in a text: manifests repeat a few hundred keys, and making a string of
 * each and looking it up in the engine's string table costs more than all the rest of reading.
 */
export class KnownKeys {
  readonly #table: (string | undefined)[] = Array.from({ length: SIZE });

  /** The key that stands in `text` from `start` to `end`, made by `make` when it is new; undefined as `make` says. */
  find(
    text: string,
    start: number,
    end: number,
    make: (written: string) => string | undefined,
  ): string | undefined {
    if (end - start > MAX_LENGTH) return make(text.slice(start, end));
    const slot = hash(text, start, end);
    const known = this.#table[slot];
    if (known?.length === end - start && text.startsWith(known, start)) return known;
    const written = text.slice(start, end);
    const key = make(written);
    // Only what is its own key: `on` is `true`.
    if (key === written) this.#table[slot] = key;
    return key;
  }
}

function hash(text: string, start: number, end: number): number {
  let sum = end - start;
  for (let at = start; at < end; at += 1) sum = (Math.imul(sum, 31) + text.charCodeAt(at)) | 0;
  return sum & (SIZE - 1);
}
