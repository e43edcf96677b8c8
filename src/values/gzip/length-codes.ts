/** A DEFLATE symbol for a range of lengths or distances: the smallest one, and how many bits choose within the range. */
export interface RangeCode {
  readonly base: number;
  readonly extraBits: number;
}

/** Match lengths 3 to 258, for the symbols from 257 on (RFC 1951, 3.2.5). */
export const LENGTH_CODES: readonly RangeCode[] = [
  ...ranges(3, 4, 28),
  // The last symbol would reach 257; 258 has one of its own.
  { base: 258, extraBits: 0 },
];

/** Match distances 1 to 32768. */
export const DISTANCE_CODES: readonly RangeCode[] = ranges(1, 2, 30);

/** `count` ranges from `first` on; every `perSize` of them take one extra bit more, after the first two groups. */
function ranges(first: number, perSize: number, count: number): RangeCode[] {
  const codes: RangeCode[] = [];
  let base = first;
  for (let index = 0; index < count; index += 1) {
    const extraBits = Math.max(0, Math.floor(index / perSize) - 1);
    codes.push({ base, extraBits });
    base += 2 ** extraBits;
  }
  return codes;
}

/** The symbol whose range holds the value. */
export function codeFor(codes: readonly RangeCode[], value: number): number {
  return codes.findLastIndex(({ base }) => base <= value);
}
