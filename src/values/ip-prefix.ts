import { goQuote } from "./go-quote.ts";
import { formatIpAddress, parseIpAddress, type IpAddress } from "./ip-address.ts";
import { notParsed, parsed, type Parsed } from "./parsed.ts";

/** An address and how many of its leading bits name the network; the address may have host bits set. */
export interface IpPrefix {
  readonly address: IpAddress;
  readonly length: number;
}

/** Parses CIDR notation with `netip.ParsePrefix`'s strictness and errors. */
export function parseIpPrefix(text: string): Parsed<IpPrefix> {
  const slash = text.lastIndexOf("/");
  if (slash === -1) return fail(text, "no '/'");
  const address = parseIpAddress(text.slice(0, slash));
  if (!address.ok) return fail(text, address.error);
  if (address.value.zone !== "") return fail(text, "IPv6 zones cannot be present in a prefix");
  const lengthText = text.slice(slash + 1);
  if (!/^(?:0|[1-9]\d*)$/.test(lengthText))
    return fail(text, `bad bits after slash: ${goQuote(lengthText)}`);
  const length = Number(lengthText);
  return length > address.value.bits
    ? fail(text, "prefix length out of range")
    : parsed({ address: address.value, length });
}

/** CIDR notation of a prefix. */
export function formatIpPrefix({ address, length }: IpPrefix): string {
  return `${formatIpAddress(address)}/${length}`;
}

/** The prefix with its host bits cleared. */
export function maskPrefix({ address, length }: IpPrefix): IpPrefix {
  return { address: { ...address, value: address.value & maskOf(address.bits, length) }, length };
}

/** Whether the network holds the address; never across IPv4 and IPv6. */
export function prefixContains(prefix: IpPrefix, address: IpAddress): boolean {
  return address.zone === "" && sameNetwork(prefix.address, address, prefix.length);
}

/** Whether the network holds the whole other network. */
export function prefixContainsPrefix(prefix: IpPrefix, other: IpPrefix): boolean {
  return prefix.length <= other.length && sameNetwork(prefix.address, other.address, prefix.length);
}

function sameNetwork(a: IpAddress, b: IpAddress, length: number): boolean {
  if (a.bits !== b.bits) return false;
  const mask = maskOf(a.bits, length);
  return (a.value & mask) === (b.value & mask);
}

function maskOf(bits: number, length: number): bigint {
  const all = (1n << BigInt(bits)) - 1n;
  return all ^ (all >> BigInt(length));
}

function fail(text: string, message: string): { ok: false; error: string } {
  return notParsed(`netip.ParsePrefix(${goQuote(text)}): ${message}`);
}
