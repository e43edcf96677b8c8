import { goQuote } from "../../values/go-quote.ts";
import {
  addressIs,
  formatIpAddress,
  isIpv4Mapped,
  parseIpAddress,
  type IpAddress,
} from "../../values/ip-address.ts";
import { overload, type CelFunction, type CelLibrary } from "../define-functions.ts";
import { CelError, type CelObject, type CelResult } from "../values.ts";
import { OpaqueValue } from "./opaque-value.ts";

const TYPE = "net.IP";

/** An IP address as a CEL value. */
export class CelIp extends OpaqueValue {
  readonly typeName = TYPE;
  readonly address: IpAddress;
  constructor(address: IpAddress) {
    super();
    this.address = address;
  }
  equals(other: CelObject): boolean {
    return (
      other instanceof CelIp &&
      other.address.bits === this.address.bits &&
      other.address.value === this.address.value
    );
  }
  toJsonText(): string {
    return JSON.stringify(formatIpAddress(this.address));
  }
}

// oxfmt-ignore
/** Kubernetes' IP functions (apiserver pkg/cel/library/ip.go): no zones, no IPv4-mapped addresses. */
export const kubernetesIpLibrary: CelLibrary = {
  name: "k8s.ip",
  functions: [
    overload(null, "ip",             ["string"], TYPE,     parseIp),
    overload(null, "isIP",           ["string"], "bool",   (text: string) => !(parseIp(text) instanceof CelError)),
    overload(null, "ip.isCanonical", ["string"], "bool",   isCanonical),
    overload(null, "string",         [TYPE],     "string", (ip: CelIp) => formatIpAddress(ip.address)),
    overload(TYPE, "family",         [],         "int",    (ip: CelIp) => (ip.address.bits === 32 ? 4n : 6n)),
    is("isUnspecified", addressIs.unspecified),
    is("isLoopback", addressIs.loopback),
    is("isLinkLocalMulticast", addressIs.linkLocalMulticast),
    is("isLinkLocalUnicast", addressIs.linkLocalUnicast),
    is("isGlobalUnicast", addressIs.globalUnicast),
  ],
};

function is(name: string, test: (address: IpAddress) => boolean): CelFunction {
  return overload(TYPE, name, [], "bool", (ip: CelIp) => test(ip.address));
}

/** `ip(text)`, with Kubernetes' errors. */
export function parseIp(text: string): CelIp | CelError {
  const address = parseIpAddress(text);
  if (!address.ok)
    return new CelError(
      `IP Address ${goQuote(text)} parse error during conversion from string: ${address.error}`,
    );
  if (address.value.zone !== "")
    return new CelError(`IP address ${goQuote(text)} with zone value is not allowed`);
  if (isIpv4Mapped(address.value))
    return new CelError(`IPv4-mapped IPv6 address ${goQuote(text)} is not allowed`);
  return new CelIp(address.value);
}

function isCanonical(text: string): CelResult {
  const ip = parseIp(text);
  return ip instanceof CelError ? ip : formatIpAddress(ip.address) === text;
}
