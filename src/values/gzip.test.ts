import { gunzipSync, gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { decodeBase64, encodeBase64 } from "./base64.ts";
import { compressGzip, decompressGzip } from "./gzip.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
/** Pseudo-random, so that no code is much better than another. */
const noise = Uint8Array.from(
  { length: 3000 },
  (_, index) => (index * index * 31 + index * 7) >> 3,
);
const text = bytes(
  "the quick brown fox jumps over the lazy dog, the lazy dog sleeps. ".repeat(200),
);

test.for([
  ["nothing", bytes("")],
  ["a word", bytes("hello")],
  ["one byte many times", bytes("a".repeat(1000))],
  ["a long text", text],
  ["noise", noise],
  ["more than a block", bytes(Array.from({ length: 20_000 }, (_, index) => index).join(","))],
] as const)("%s is what it was after compressing and decompressing, by us or zlib", ([, plain]) => {
  expect(new Uint8Array(gunzipSync(compressGzip(plain)))).toEqual(plain);
  expect(decompressGzip(gzipSync(plain))).toEqual({ ok: true, value: plain });
  expect(decompressGzip(compressGzip(plain))).toEqual({ ok: true, value: plain });
});

// oxfmt-ignore
test.for<[plain: string, encoded: string]>([
  ["", "H4sIAAAAAAAA/wEAAP//AAAAAAAAAAA="],
  ["hello", "H4sIAAAAAAAA/8pIzcnJBwQAAP//hqYQNgUAAAA="],
])("%j has the bytes that Go writes", ([plain, encoded]) => {
  expect(encodeBase64(compressGzip(bytes(plain)))).toBe(encoded);
});

test("several members follow each other", () => {
  const both = Buffer.concat([gzipSync("ab"), gzipSync("cd")]);
  expect(decompressGzip(both)).toEqual({ ok: true, value: bytes("abcd") });
});

test.for<[encoded: string, error: string]>([
  ["", "EOF"],
  ["YWJj", "unexpected EOF"],
  ["YWJjZGVmZ2hpamtsbW5vcHFyc3Q=", "gzip: invalid header"],
  ["H4sIAAAAAAAA/8pIzcnJBwQAAP//", "unexpected EOF"],
  ["H4sIAAAAAAAA/8pIzcnJBwQAAP//hqYQNgYAAAA=", "gzip: invalid checksum"],
  ["H4sIAAAAAAAA//9IzcnJBwQAAP//hqYQNgUAAAA=", "flate: corrupt input"],
])("%s is no gzip: %s", ([encoded, error]) => {
  const data = decodeBase64(encoded);
  expect(data.ok && decompressGzip(data.value)).toEqual({ ok: false, error });
});
