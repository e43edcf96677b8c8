import { notParsed, parsed, type Parsed } from "./parsed.ts";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const VALUES: ReadonlyMap<string, number> = new Map(Array.from(ALPHABET, (c, index) => [c, index]));

/** Bytes in standard base64 with padding. */
export function encodeBase64(bytes: Uint8Array): string {
  let text = "";
  for (let index = 0; index < bytes.length; index += 3) {
    const group =
      ((bytes[index] ?? 0) << 16) | ((bytes[index + 1] ?? 0) << 8) | (bytes[index + 2] ?? 0);
    const left = bytes.length - index;
    text += ALPHABET.charAt(group >> 18) + ALPHABET.charAt((group >> 12) & 63);
    text += left > 1 ? ALPHABET.charAt((group >> 6) & 63) : "=";
    text += left > 2 ? ALPHABET.charAt(group & 63) : "=";
  }
  return text;
}

/** Bytes of a standard base64 text, read as Go's encoding/base64 does: line breaks are skipped, padding is needed unless `raw`. */
export function decodeBase64(text: string, raw = false): Parsed<Uint8Array> {
  const end = text.search(/[^A-Za-z0-9+/\r\n]/);
  const body = (end === -1 ? text : text.slice(0, end)).replaceAll(/[\r\n]/g, "");
  const partial = body.length % 4;
  if (end !== -1) {
    const wrong = text[end] === "=" && !raw ? paddingError(text, partial, end) : end;
    return wrong === undefined ? parsed(decodeDigits(body)) : corrupt(wrong);
  }
  if (partial === 1 || (partial > 0 && !raw)) return corrupt(text.length - partial);
  return parsed(decodeDigits(body));
}

function decodeDigits(digits: string): Uint8Array {
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4));
  for (let index = 0; index < bytes.length; index += 1) {
    // Each byte lies across two digits: 6 + 2, 4 + 4 or 2 + 6 bits.
    const at = Math.floor((index * 4) / 3);
    const pair = (digitValue(digits, at) << 6) | digitValue(digits, at + 1);
    bytes[index] = pair >> (4 - 2 * (index % 3));
  }
  return bytes;
}

function digitValue(digits: string, index: number): number {
  return VALUES.get(digits.charAt(index)) ?? 0;
}

/** Offset at which padding that begins at `at` is wrong; undefined when it is right. */
function paddingError(text: string, digits: number, at: number): number | undefined {
  if (digits < 2) return at;
  let next = skipLineBreaks(text, at + 1);
  if (digits === 2) {
    if (next >= text.length) return text.length;
    if (text[next] !== "=") return next - 1;
    next = skipLineBreaks(text, next + 1);
  }
  return next < text.length ? next : undefined;
}

function skipLineBreaks(text: string, from: number): number {
  let position = from;
  while (text[position] === "\n" || text[position] === "\r") position += 1;
  return position;
}

function corrupt(offset: number): Parsed<Uint8Array> {
  return notParsed(`illegal base64 data at input byte ${offset}`);
}
