import { goQuote } from "./go-quote.ts";
import { notParsed, parsed, type Parsed } from "./parsed.ts";

/** An IP address as Go's net/netip has it: 4 or 16 bytes, as one number; a zone belongs to some IPv6 addresses. */
export interface IpAddress {
  readonly bits: 32 | 128;
  readonly value: bigint;
  readonly zone: string;
}

/** Parses an address with `netip.ParseAddr`'s strictness and errors: no leading zeros, no missing parts. */
export function parseIpAddress(text: string): Parsed<IpAddress> {
  const mark = /[.:%]/.exec(text)?.[0];
  const error =
    mark === undefined ? "unable to parse IP" : mark === "%" ? "missing IPv6 address" : undefined;
  if (error !== undefined) return fail(text, error);
  return mark === "." ? parseIpv4(text) : parseIpv6(text);
}

/** The canonical text of an address. */
export function formatIpAddress({ bits, value, zone }: IpAddress): string {
  if (bits === 32) return formatIpv4(value);
  const text = isIpv4Mapped({ bits, value, zone })
    ? `::ffff:${formatIpv4(value & 0xffffffffn)}`
    : formatIpv6(value);
  return zone === "" ? text : `${text}%${zone}`;
}

/** Whether an IPv6 address stands for an IPv4 one (`::ffff:1.2.3.4`). */
export function isIpv4Mapped({ bits, value }: IpAddress): boolean {
  return bits === 128 && value >> 32n === 0xffffn;
}

/** The address classes that Go's netip knows. */
export const addressIs = {
  unspecified: ({ value }: IpAddress): boolean => value === 0n,
  loopback: ({ bits, value }: IpAddress): boolean =>
    bits === 32 ? value >> 24n === 127n : value === 1n,
  linkLocalMulticast: ({ bits, value }: IpAddress): boolean =>
    bits === 32 ? value >> 8n === 0xe00000n : ((value >> 112n) & 0xff0fn) === 0xff02n,
  linkLocalUnicast: ({ bits, value }: IpAddress): boolean =>
    bits === 32 ? value >> 16n === 0xa9fen : value >> 118n === 0x3fan,
  multicast: ({ bits, value }: IpAddress): boolean =>
    bits === 32 ? value >> 28n === 0xen : value >> 120n === 0xffn,
  /** Any address that is none of the above, private ones included. */
  globalUnicast: (address: IpAddress): boolean =>
    !(address.bits === 32 && address.value === 0xffffffffn) &&
    !addressIs.unspecified(address) &&
    !addressIs.loopback(address) &&
    !addressIs.multicast(address) &&
    !addressIs.linkLocalUnicast(address),
};

function parseIpv4(text: string): Parsed<IpAddress> {
  const fields = parseIpv4Fields(text, text);
  return fields.ok ? parsed({ bits: 32, value: fields.value, zone: "" }) : fields;
}

function parseIpv4Fields(whole: string, text: string): Parsed<bigint> {
  let value = 0n;
  let dots = 0;
  let field = "";
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    const error = character === "." ? dotError(text, index, dots) : digitError(field, character);
    if (error !== undefined)
      return fail(whole, error.message, error.here === true ? text.slice(index) : "");
    if (character === ".") {
      value = (value << 8n) | BigInt(field);
      dots += 1;
      field = "";
    } else field += character;
  }
  return dots < 3 ? fail(whole, "IPv4 address too short") : parsed((value << 8n) | BigInt(field));
}

interface FieldError {
  readonly message: string;
  /** Go shows where. */
  readonly here?: true;
}

function dotError(text: string, index: number, dots: number): FieldError | undefined {
  if (index === 0 || index === text.length - 1 || text[index - 1] === ".")
    return { message: "IPv4 field must have at least one digit", here: true };
  return dots === 3 ? { message: "IPv4 address too long" } : undefined;
}

function digitError(field: string, character: string): FieldError | undefined {
  if (!/\d/.test(character)) return { message: "unexpected character", here: true };
  if (field === "0") return { message: "IPv4 field has octet with leading zero" };
  return Number(field + character) > 255 ? { message: "IPv4 field has value >255" } : undefined;
}

function parseIpv6(text: string): Parsed<IpAddress> {
  const percent = text.indexOf("%");
  const zone = percent === -1 ? "" : text.slice(percent + 1);
  if (percent !== -1 && zone === "") return fail(text, "zone must be a non-empty string");
  const groups = readGroups(text, percent === -1 ? text : text.slice(0, percent));
  if (!groups.ok) return groups;
  const expanded = expandEllipsis(text, groups.value);
  if (!expanded.ok) return expanded;
  const value = expanded.value.reduce((sum, group) => (sum << 16n) | BigInt(group), 0n);
  return parsed({ bits: 128, value, zone });
}

interface Groups {
  readonly groups: number[];
  /** Before which group `::` stands; -1 when nowhere. */
  ellipsis: number;
}

function expandEllipsis(text: string, { groups, ellipsis }: Groups): Parsed<number[]> {
  const missing = 8 - groups.length;
  if (ellipsis === -1) return missing > 0 ? fail(text, "address string too short") : parsed(groups);
  if (missing === 0) return fail(text, "the :: must expand to at least one field of zeros");
  return parsed(groups.toSpliced(ellipsis, 0, ...Array<number>(missing).fill(0)));
}

function readGroups(text: string, address: string): Parsed<Groups> {
  const state: Groups = { groups: [], ellipsis: -1 };
  let rest = address;
  if (rest.startsWith("::")) {
    state.ellipsis = 0;
    rest = rest.slice(2);
    if (rest === "") return parsed(state);
  }
  while (state.groups.length < 8) {
    const next = readGroup(text, rest, state);
    if (!next.ok) return next;
    rest = next.value;
    if (rest === "") break;
  }
  return rest === "" ? parsed(state) : fail(text, "trailing garbage after address", rest);
}

/** Reads one group and the colons behind it; answers what is left. */
function readGroup(text: string, rest: string, state: Groups): Parsed<string> {
  const digits = /^[\da-fA-F]*/.exec(rest)?.[0] ?? "";
  if (digits.length > 4) return fail(text, "each group must have 4 or less digits", rest);
  if (digits === "")
    return fail(text, "each colon-separated field must have at least one digit", rest);
  if (rest[digits.length] === ".") return readEmbeddedIpv4(text, rest, state);
  state.groups.push(Number.parseInt(digits, 16));
  return skipColons(text, rest.slice(digits.length), state);
}

function skipColons(text: string, rest: string, state: Groups): Parsed<string> {
  if (rest === "") return parsed("");
  if (!rest.startsWith(":")) return fail(text, "unexpected character, want colon", rest);
  if (rest === ":") return fail(text, "colon must be followed by more characters", rest);
  if (!rest.startsWith("::")) return parsed(rest.slice(1));
  if (state.ellipsis !== -1) return fail(text, "multiple :: in address", rest.slice(1));
  state.ellipsis = state.groups.length;
  return parsed(rest.slice(2));
}

function readEmbeddedIpv4(text: string, rest: string, state: Groups): Parsed<string> {
  if (state.ellipsis === -1 && state.groups.length !== 6)
    return fail(text, "embedded IPv4 address must replace the final 2 fields of the address", rest);
  if (state.groups.length > 6)
    return fail(
      text,
      "too many hex fields to fit an embedded IPv4 at the end of the address",
      rest,
    );
  const fields = parseIpv4Fields(text, rest);
  if (!fields.ok) return fields;
  state.groups.push(Number(fields.value >> 16n), Number(fields.value & 0xffffn));
  return parsed("");
}

function formatIpv4(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join(".");
}

/** RFC 5952: lower case, the first longest run of two or more zero groups becomes `::`. */
function formatIpv6(value: bigint): string {
  const groups = Array.from({ length: 8 }, (_, index) =>
    ((value >> BigInt(112 - 16 * index)) & 0xffffn).toString(16),
  );
  const { start, length } = longestZeros(groups);
  if (length < 2) return groups.join(":");
  return `${groups.slice(0, start).join(":")}::${groups.slice(start + length).join(":")}`;
}

function longestZeros(groups: readonly string[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let length = 0;
  for (const [index, group] of groups.entries()) {
    length = group === "0" ? length + 1 : 0;
    if (length > best.length) best = { start: index - length + 1, length };
  }
  return best;
}

function fail(text: string, message: string, at = ""): { ok: false; error: string } {
  const place = at === "" ? "" : ` (at ${goQuote(at)})`;
  return notParsed(`ParseAddr(${goQuote(text)}): ${message}${place}`);
}
