import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { md5, sha1, sha256 } from "./hashes.ts";

const LENGTHS = [0, 1, 3, 54, 55, 56, 63, 64, 65, 119, 120, 1000];

test.for([
  ["md5", md5],
  ["sha1", sha1],
  ["sha256", sha256],
] as const)("%s is what node computes, whatever the length", ([name, hash]) => {
  for (const length of LENGTHS) {
    const bytes = Uint8Array.from({ length }, (_, index) => (index * 31 + length) % 256);
    expect(hash(bytes)).toBe(createHash(name).update(bytes).digest("hex"));
  }
});
