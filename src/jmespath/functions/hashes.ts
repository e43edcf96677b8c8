import * as hashes from "../../values/hashes.ts";
import { defineFunction } from "../define-function.ts";

/** `md5`: the MD5 of a text in hexadecimal. */
export const md5 = defineFunction({
  name: "md5",
  summary: "MD5 of a text in hexadecimal",
  args: [["string"]],
  returns: ["string"],
  call: ([text]) => hashes.md5(new TextEncoder().encode(String(text))),
});

/** `sha1`: the SHA-1 of a text in hexadecimal. */
export const sha1 = defineFunction({
  name: "sha1",
  summary: "SHA-1 of a text in hexadecimal",
  args: [["string"]],
  returns: ["string"],
  call: ([text]) => hashes.sha1(new TextEncoder().encode(String(text))),
});

/** `sha256`: the SHA-256 of a text in hexadecimal. */
export const sha256 = defineFunction({
  name: "sha256",
  summary: "SHA-256 of a text in hexadecimal",
  args: [["string"]],
  returns: ["string"],
  call: ([text]) => hashes.sha256(new TextEncoder().encode(String(text))),
});
