/** One element of DER data (X.690). */
export interface DerElement {
  /** Class and number, without the bit for constructed elements: 2 is INTEGER, 0x80 the context's [0]. */
  readonly tag: number;
  readonly content: Uint8Array;
  /** With its tag and length. */
  readonly raw: Uint8Array;
}

/** Tags that certificates use. */
export const TAG = {
  boolean: 1,
  integer: 2,
  bitString: 3,
  octetString: 4,
  oid: 6,
  utf8String: 12,
  sequence: 16,
  set: 17,
  utcTime: 23,
  generalizedTime: 24,
  bmpString: 30,
} as const;

/** The DER data does not hold what it should. */
export class DerError extends Error {}

/** The elements that stand one after another in `bytes`. */
export function readElements(bytes: Uint8Array): DerElement[] {
  const elements: DerElement[] = [];
  for (let rest = bytes; rest.length > 0;) {
    const element = readElement(rest);
    elements.push(element);
    rest = rest.subarray(element.raw.length);
  }
  return elements;
}

/** The elements inside one that must have this tag. */
export function childrenOf(element: DerElement | undefined, tag: number): DerElement[] {
  return readElements(contentOf(element, tag));
}

/** The content of an element that must have this tag. */
export function contentOf(element: DerElement | undefined, tag: number): Uint8Array {
  if (element?.tag !== tag) throw new DerError(`expected tag ${tag}`);
  return element.content;
}

function readElement(bytes: Uint8Array): DerElement {
  const [identifier = 0, first = 0] = bytes;
  const long = first >= 0x80;
  const lengthBytes = long ? first & 0x7f : 0;
  if (bytes.length < 2 + lengthBytes || lengthBytes > 4 || first === 0x80)
    throw new DerError("bad length");
  const length = long ? unsigned(bytes.subarray(2, 2 + lengthBytes)) : first;
  const start = 2 + lengthBytes;
  if (bytes.length < start + length) throw new DerError("truncated");
  const raw = bytes.subarray(0, start + length);
  return { tag: identifier & 0xdf, content: raw.subarray(start), raw };
}

function unsigned(bytes: Uint8Array): number {
  return bytes.reduce((value, byte) => value * 256 + byte, 0);
}

/** An INTEGER in two's complement. */
export function integerOf(element: DerElement | undefined): bigint {
  const bytes = contentOf(element, TAG.integer);
  const value = bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  return BigInt.asIntN(bytes.length * 8, value);
}

/** The parts of an object identifier. */
export function oidOf(element: DerElement | undefined): number[] {
  const parts: number[] = [];
  let value = 0;
  for (const byte of contentOf(element, TAG.oid)) {
    value = value * 128 + (byte & 0x7f);
    if (byte >= 0x80) continue;
    if (parts.length === 0) parts.push(Math.min(2, Math.floor(value / 40)));
    parts.push(parts.length === 1 ? value - (parts[0] ?? 0) * 40 : value);
    value = 0;
  }
  return parts;
}

/** The bytes of a BIT STRING, whose first one counts the bits that do not belong to it. */
export function bitsOf(element: DerElement | undefined): Uint8Array {
  return contentOf(element, TAG.bitString).subarray(1);
}

/** Any of the string types; BMPString is UTF-16, the others are UTF-8 or subsets of it. */
export function textOf(element: DerElement): string {
  if (element.tag !== TAG.bmpString) return new TextDecoder().decode(element.content);
  return new TextDecoder("utf-16be").decode(element.content);
}

/** UTCTime or GeneralizedTime as RFC 3339 in UTC. */
export function timeOf(element: DerElement | undefined): string {
  const text = element === undefined ? "" : new TextDecoder().decode(element.content);
  const digits = element?.tag === TAG.utcTime ? century(text) + text : text;
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(digits);
  if (match === null) throw new DerError("bad time");
  const [, year, month, day, hour, minute, second] = match;
  return `${year}-${month}-${day}T${hour}:${minute}:${second}Z`;
}

/** Two-digit years end with 2049. */
function century(text: string): string {
  return Number(text.slice(0, 2)) >= 50 ? "19" : "20";
}
