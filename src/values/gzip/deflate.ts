import { findRepetitions, type Token } from "./find-matches.ts";
import { codeFor, DISTANCE_CODES, LENGTH_CODES } from "./length-codes.ts";

const END_OF_BLOCK = 256;
const MAX_STORED = 65_535;
/** Go begins a new block after this many tokens. */
const BLOCK_TOKENS = 16_384;

/**
 * DEFLATE of the bytes. Blocks have the fixed code or are stored, whichever is smaller, and an empty stored block ends
 * them: the bytes that Go's compress/flate writes, as long as it too finds no code of its own worth its description.
 */
export function deflate(input: Uint8Array): Uint8Array {
  const writer = new BitWriter();
  const tokens = findRepetitions(input);
  let position = 0;
  for (let start = 0; start < tokens.length; start += BLOCK_TOKENS) {
    const block = tokens.slice(start, start + BLOCK_TOKENS);
    const size = block.reduce<number>((sum, token) => sum + lengthOf(token), 0);
    writeBlock(writer, block, input.subarray(position, position + size));
    position += size;
  }
  writeStored(writer, new Uint8Array(), true);
  return writer.bytes();
}

function lengthOf(token: Token): number {
  return typeof token === "number" ? 1 : token.length;
}

function writeBlock(writer: BitWriter, tokens: readonly Token[], input: Uint8Array): void {
  const fixed = new BitWriter();
  for (const token of tokens) writeToken(fixed, token);
  writeSymbol(fixed, END_OF_BLOCK);
  if (input.length <= MAX_STORED && (input.length + 5) * 8 < fixed.length + 3) {
    writeStored(writer, input, false);
    return;
  }
  writer.write(0b010, 3);
  for (const token of tokens) writeToken(writer, token);
  writeSymbol(writer, END_OF_BLOCK);
}

function writeStored(writer: BitWriter, input: Uint8Array, last: boolean): void {
  writer.write(last ? 1 : 0, 3);
  writer.align();
  writer.write(input.length, 16);
  writer.write(~input.length & 0xffff, 16);
  for (const byte of input) writer.write(byte, 8);
}

function writeToken(writer: BitWriter, token: Token): void {
  if (typeof token === "number") {
    writeSymbol(writer, token);
    return;
  }
  const lengthCode = codeFor(LENGTH_CODES, token.length);
  writeSymbol(writer, END_OF_BLOCK + 1 + lengthCode);
  const length = LENGTH_CODES[lengthCode];
  writer.write(token.length - (length?.base ?? 0), length?.extraBits ?? 0);
  const distanceCode = codeFor(DISTANCE_CODES, token.distance);
  writer.write(reversed(distanceCode, 5), 5);
  const distance = DISTANCE_CODES[distanceCode];
  writer.write(token.distance - (distance?.base ?? 0), distance?.extraBits ?? 0);
}

/** The fixed code (RFC 1951, 3.2.6): 8 bits up to 143 and from 280, 9 bits up to 255, 7 bits between. */
function writeSymbol(writer: BitWriter, symbol: number): void {
  if (symbol < 144) writer.write(reversed(0x30 + symbol, 8), 8);
  else if (symbol < 256) writer.write(reversed(0x190 + symbol - 144, 9), 9);
  else if (symbol < 280) writer.write(reversed(symbol - 256, 7), 7);
  else writer.write(reversed(0xc0 + symbol - 280, 8), 8);
}

/** Codes are written from their highest bit on, everything else from the lowest. */
function reversed(code: number, bits: number): number {
  let result = 0;
  for (let bit = 0; bit < bits; bit += 1) result |= ((code >> bit) & 1) << (bits - 1 - bit);
  return result;
}

class BitWriter {
  readonly #bytes: number[] = [];
  #buffer = 0;
  #used = 0;

  /** Bits written so far. */
  get length(): number {
    return this.#bytes.length * 8 + this.#used;
  }

  write(value: number, bits: number): void {
    this.#buffer |= value << this.#used;
    this.#used += bits;
    while (this.#used >= 8) {
      this.#bytes.push(this.#buffer & 255);
      this.#buffer >>>= 8;
      this.#used -= 8;
    }
  }

  align(): void {
    if (this.#used > 0) this.write(0, 8 - this.#used);
  }

  bytes(): Uint8Array {
    this.align();
    return Uint8Array.from(this.#bytes);
  }
}
