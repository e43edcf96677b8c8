import { isUtf8 } from "node:buffer";
import type { Problem } from "../problem.ts";

export type DecodedText =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly problem: Problem };

const LINE_FEED = 0x0a;

/** Decodes UTF-8, and UTF-16 that says so with a byte order mark (as Windows PowerShell's `>` writes it). */
export function decodeText(bytes: Uint8Array, file: string): DecodedText {
  const utf16 = utf16Label(bytes);
  if (utf16 !== undefined) return { ok: true, text: new TextDecoder(utf16).decode(bytes) };
  if (looksBinary(bytes)) {
    const message = "this is a binary file, not YAML or JSON";
    return { ok: false, problem: { message, at: { file } } };
  }
  if (isUtf8(bytes)) {
    const { buffer, byteOffset, byteLength } = bytes;
    return { ok: true, text: Buffer.from(buffer, byteOffset, byteLength).toString("utf8") };
  }
  return { ok: false, problem: invalidUtf8(bytes, file) };
}

function utf16Label(bytes: Uint8Array): "utf-16le" | "utf-16be" | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  return bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : undefined;
}

/** Text has no control characters but white space and, in terminal captures, escape. */
function looksBinary(bytes: Uint8Array): boolean {
  return bytes.subarray(0, 8192).some((byte) => byte < 7);
}

function invalidUtf8(bytes: Uint8Array, file: string): Problem {
  let line = 1;
  let start = 0;
  for (;;) {
    const end = bytes.indexOf(LINE_FEED, start);
    const content = bytes.subarray(start, end === -1 ? bytes.length : end);
    if (!isUtf8(content) || end === -1) {
      const { offset, column } = firstInvalid(content);
      const byte = (content[offset] ?? 0).toString(16).padStart(2, "0");
      return {
        message: `not UTF-8: byte 0x${byte} at offset ${start + offset}`,
        at: { file, line, column },
        hint: "save the file as UTF-8",
      };
    }
    start = end + 1;
    line += 1;
  }
}

/** Where the first byte stands that begins no character. */
function firstInvalid(bytes: Uint8Array): { offset: number; column: number } {
  let offset = 0;
  let column = 1;
  while (offset < bytes.length) {
    const length = characterLength(bytes[offset] ?? 0);
    if (!isUtf8(bytes.subarray(offset, offset + length))) break;
    offset += length;
    column += length === 4 ? 2 : 1;
  }
  return { offset, column };
}

function characterLength(lead: number): number {
  if (lead >= 0xf0) return 4;
  if (lead >= 0xe0) return 3;
  return lead >= 0xc0 ? 2 : 1;
}
