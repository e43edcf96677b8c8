import { DISTANCE_CODES, LENGTH_CODES, type RangeCode } from "./length-codes.ts";

/** What inflating gives: the bytes and where the compressed data ends, or what is wrong with it. */
export type Inflated =
  | { readonly ok: true; readonly bytes: Uint8Array; readonly end: number }
  | { readonly ok: false; readonly error: "unexpected EOF" | "corrupt" | "too large" };

/** Policies have no use for more, and a small text can hold endless repetitions. */
const MAX_SIZE = 64 * 1024 * 1024;
const MAX_BITS = 15;
const CODE_LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/** Decodes DEFLATE data from `start` on (RFC 1951). */
export function inflate(input: Uint8Array, start: number): Inflated {
  const reader = new BitReader(input, start);
  const output: number[] = [];
  for (;;) {
    const last = reader.read(1);
    const type = reader.read(2);
    const error = type === 0 ? copyStored(reader, output) : inflateBlock(reader, output, type);
    if (reader.exhausted) return { ok: false, error: "unexpected EOF" };
    if (error !== undefined) return { ok: false, error };
    if (last === 1) return { ok: true, bytes: Uint8Array.from(output), end: reader.position };
  }
}

type Failure = "corrupt" | "too large" | undefined;

function copyStored(reader: BitReader, output: number[]): Failure {
  reader.align();
  const length = reader.read(16);
  if (length !== (~reader.read(16) & 0xffff)) return "corrupt";
  if (output.length + length > MAX_SIZE) return "too large";
  for (let count = 0; count < length && !reader.exhausted; count += 1) output.push(reader.read(8));
  return undefined;
}

function inflateBlock(reader: BitReader, output: number[], type: number): Failure {
  if (type === 3) return "corrupt";
  const codes = type === 1 ? FIXED : readCodes(reader);
  if (codes === undefined) return "corrupt";
  while (!reader.exhausted) {
    const symbol = codes.literals.decode(reader);
    if (symbol === 256) return undefined;
    const error =
      symbol < 256 ? pushLiteral(output, symbol) : repeat(reader, output, codes, symbol);
    if (error !== undefined) return error;
  }
  return undefined;
}

function pushLiteral(output: number[], symbol: number): Failure {
  if (symbol < 0) return "corrupt";
  output.push(symbol);
  return output.length > MAX_SIZE ? "too large" : undefined;
}

function repeat(reader: BitReader, output: number[], codes: Codes, symbol: number): Failure {
  const length = readRange(reader, LENGTH_CODES[symbol - 257]);
  const distance = readRange(reader, DISTANCE_CODES[codes.distances.decode(reader)]);
  if (length === undefined || distance === undefined || distance > output.length) return "corrupt";
  if (output.length + length > MAX_SIZE) return "too large";
  for (let count = 0; count < length; count += 1) {
    output.push(output[output.length - distance] ?? 0);
  }
  return undefined;
}

function readRange(reader: BitReader, code: RangeCode | undefined): number | undefined {
  return code && code.base + reader.read(code.extraBits);
}

interface Codes {
  readonly literals: HuffmanCode;
  readonly distances: HuffmanCode;
}

function times(count: number, value: number): number[] {
  return Array.from({ length: count }, () => value);
}

/** Reads the code lengths that stand before a block with codes of its own. */
function readCodes(reader: BitReader): Codes | undefined {
  const literalCount = reader.read(5) + 257;
  const distanceCount = reader.read(5) + 1;
  const lengths = times(19, 0);
  for (const symbol of CODE_LENGTH_ORDER.slice(0, reader.read(4) + 4)) {
    lengths[symbol] = reader.read(3);
  }
  const all = readLengths(reader, new HuffmanCode(lengths), literalCount + distanceCount);
  return (
    all && {
      literals: new HuffmanCode(all.slice(0, literalCount)),
      distances: new HuffmanCode(all.slice(literalCount)),
    }
  );
}

function readLengths(reader: BitReader, code: HuffmanCode, count: number): number[] | undefined {
  const lengths: number[] = [];
  while (lengths.length < count) {
    const symbol = code.decode(reader);
    if (symbol < 0 || reader.exhausted) return undefined;
    if (symbol < 16) lengths.push(symbol);
    else {
      const run = symbol === 18 ? 11 + reader.read(7) : 3 + reader.read(symbol === 16 ? 2 : 3);
      const previous = lengths.at(-1);
      if (symbol === 16 && previous === undefined) return undefined;
      lengths.push(...times(run, symbol === 16 ? (previous ?? 0) : 0));
    }
  }
  return lengths.length === count ? lengths : undefined;
}

/** A canonical Huffman code, given by the length of each symbol's code. */
class HuffmanCode {
  /** How many codes have each length. */
  readonly #counts = new Uint16Array(MAX_BITS + 1);
  /** Symbols in the order of their codes. */
  readonly #symbols: number[];
  constructor(lengths: readonly number[]) {
    for (const length of lengths) {
      if (length > 0) this.#counts[length] = (this.#counts[length] ?? 0) + 1;
    }
    this.#symbols = Array.from(lengths.keys())
      .filter((symbol) => (lengths[symbol] ?? 0) > 0)
      .toSorted((a, b) => (lengths[a] ?? 0) - (lengths[b] ?? 0) || a - b);
  }

  /** The next symbol; -1 when the bits are no code. */
  decode(reader: BitReader): number {
    let code = 0;
    let first = 0;
    let index = 0;
    for (let length = 1; length <= MAX_BITS; length += 1) {
      code |= reader.read(1);
      const count = this.#counts[length] ?? 0;
      if (code - first < count) return this.#symbols[index + code - first] ?? -1;
      index += count;
      first = (first + count) << 1;
      code <<= 1;
    }
    return -1;
  }
}

const FIXED: Codes = {
  literals: new HuffmanCode([...times(144, 8), ...times(112, 9), ...times(24, 7), ...times(8, 8)]),
  distances: new HuffmanCode(times(30, 5)),
};

class BitReader {
  readonly #input: Uint8Array;
  #position: number;
  #buffer = 0;
  #available = 0;
  /** More was asked for than there is. */
  exhausted = false;
  constructor(input: Uint8Array, start: number) {
    this.#input = input;
    this.#position = start;
  }

  /** The first byte that is not needed. */
  get position(): number {
    return this.#position;
  }

  read(bits: number): number {
    while (this.#available < bits) {
      const byte = this.#input[this.#position];
      if (byte === undefined) {
        this.exhausted = true;
        return 0;
      }
      this.#buffer |= byte << this.#available;
      this.#position += 1;
      this.#available += 8;
    }
    const value = this.#buffer & ((1 << bits) - 1);
    this.#buffer >>>= bits;
    this.#available -= bits;
    return value;
  }

  align(): void {
    this.#buffer = 0;
    this.#available = 0;
  }
}
