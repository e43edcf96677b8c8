import { deflate } from "./gzip/deflate.ts";
import { inflate } from "./gzip/inflate.ts";
import { notParsed, parsed, type Parsed } from "./parsed.ts";

/** Magic, DEFLATE, no flags, no time, no hints, unknown system: what Go's compress/gzip writes. */
const HEADER = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
const HEADER_CRC = 2;
const EXTRA = 4;
const NAME = 8;
const COMMENT = 16;

/** The bytes as one gzip member; deterministic. */
export function compressGzip(input: Uint8Array): Uint8Array {
  const body = deflate(input);
  const result = new Uint8Array(HEADER.length + body.length + 8);
  result.set(HEADER);
  result.set(body, HEADER.length);
  const trailer = new DataView(result.buffer, HEADER.length + body.length);
  trailer.setUint32(0, crc32(input), true);
  trailer.setUint32(4, input.length, true);
  return result;
}

/** What gzip members hold, with the errors of Go's compress/gzip. */
export function decompressGzip(input: Uint8Array): Parsed<Uint8Array> {
  if (input.length === 0) return notParsed("EOF");
  const parts: Uint8Array[] = [];
  let position = 0;
  while (position < input.length) {
    const member = readMember(input, position);
    if (!member.ok) return member;
    parts.push(member.value.bytes);
    position = member.value.end;
  }
  return parsed(concatenate(parts));
}

interface Member {
  readonly bytes: Uint8Array;
  readonly end: number;
}

const UNEXPECTED_END = "unexpected EOF";

function readMember(input: Uint8Array, start: number): Parsed<Member> {
  const body = skipHeader(input, start);
  if (!body.ok) return body;
  const inflated = inflate(input, body.value);
  if (!inflated.ok) return notParsed(wordsFor(inflated.error));
  const { bytes, end } = inflated;
  if (end + 8 > input.length) return notParsed(UNEXPECTED_END);
  const trailer = new DataView(input.buffer, input.byteOffset + end, 8);
  const intact =
    trailer.getUint32(0, true) === crc32(bytes) && trailer.getUint32(4, true) === bytes.length;
  return intact ? parsed({ bytes, end: end + 8 }) : notParsed("gzip: invalid checksum");
}

function wordsFor(error: "unexpected EOF" | "corrupt" | "too large"): string {
  if (error === "corrupt") return "flate: corrupt input";
  return error === "too large" ? "the decompressed data is too large" : error;
}

function skipHeader(input: Uint8Array, start: number): Parsed<number> {
  if (start + HEADER.length > input.length) return notParsed(UNEXPECTED_END);
  if (HEADER.slice(0, 3).some((byte, index) => input[start + index] !== byte))
    return notParsed("gzip: invalid header");
  const flags = input[start + 3] ?? 0;
  let position = start + HEADER.length;
  if ((flags & EXTRA) !== 0) {
    position += 2 + (input[position] ?? 0) + 256 * (input[position + 1] ?? 0);
  }
  for (const text of [NAME, COMMENT]) {
    if ((flags & text) === 0) continue;
    const end = input.indexOf(0, position);
    if (end === -1) return notParsed(UNEXPECTED_END);
    position = end + 1;
  }
  if ((flags & HEADER_CRC) !== 0) position += 2;
  return position > input.length ? notParsed(UNEXPECTED_END) : parsed(position);
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const result = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let position = 0;
  for (const part of parts) {
    result.set(part, position);
    position += part.length;
  }
  return result;
}

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (CRC_TABLE[(crc ^ byte) & 255] ?? 0) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1;
  return crc;
});
