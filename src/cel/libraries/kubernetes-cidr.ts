import { goQuote } from "../../values/go-quote.ts";
import { isIpv4Mapped } from "../../values/ip-address.ts";
import {
  formatIpPrefix,
  maskPrefix,
  parseIpPrefix,
  prefixContains,
  prefixContainsPrefix,
  type IpPrefix,
} from "../../values/ip-prefix.ts";
import { overload, type CelLibrary } from "../define-functions.ts";
import { noSuchOverload } from "../run/errors.ts";
import { CelError, type CelObject, type CelResult } from "../values.ts";
import { CelIp, parseIp } from "./kubernetes-ip.ts";
import { OpaqueValue } from "./opaque-value.ts";

const TYPE = "net.CIDR";

/** A network as a CEL value; its host bits count in equality. */
export class CelCidr extends OpaqueValue {
  readonly typeName = TYPE;
  readonly prefix: IpPrefix;
  constructor(prefix: IpPrefix) {
    super();
    this.prefix = prefix;
  }
  equals(other: CelObject): boolean {
    return other instanceof CelCidr && formatIpPrefix(other.prefix) === formatIpPrefix(this.prefix);
  }
  toJsonText(): string {
    return JSON.stringify(formatIpPrefix(this.prefix));
  }
}

// oxfmt-ignore
/** Kubernetes' CIDR functions (apiserver pkg/cel/library/cidr.go). */
export const kubernetesCidrLibrary: CelLibrary = {
  name: "k8s.cidr",
  functions: [
    overload(null, "cidr",         ["string"], TYPE,     parse),
    overload(null, "isCIDR",       ["string"], "bool",   (text: string) => !(parse(text) instanceof CelError)),
    overload(null, "string",       [TYPE],     "string", (cidr: CelCidr) => formatIpPrefix(cidr.prefix)),
    overload(TYPE, "containsIP",   ["string"], "bool",   containsIpText),
    overload(TYPE, "containsIP",   ["net.IP"], "bool",   containsIp),
    overload(TYPE, "containsCIDR", ["string"], "bool",   (cidr: CelCidr, text: string) => containsCidr(cidr, parse(text))),
    overload(TYPE, "containsCIDR", [TYPE],     "bool",   containsCidr),
    overload(TYPE, "ip",           [],         "net.IP", (cidr: CelCidr) => new CelIp(cidr.prefix.address)),
    overload(TYPE, "prefixLength", [],         "int",    (cidr: CelCidr) => BigInt(cidr.prefix.length)),
    overload(TYPE, "masked",       [],         TYPE,     (cidr: CelCidr) => new CelCidr(maskPrefix(cidr.prefix))),
  ],
};

/** Kubernetes loses the parse error of the text here. */
function containsIpText(cidr: CelCidr, text: string): CelResult {
  const ip = parseIp(text);
  return ip instanceof CelError ? noSuchOverload() : containsIp(cidr, ip);
}

/** Kubernetes puts the same words before the error twice. */
const CONTEXT = "network address parse error during conversion from string: ";

function parse(text: string): CelCidr | CelError {
  const prefix = parseIpPrefix(text);
  if (!prefix.ok) return new CelError(`${CONTEXT}${CONTEXT}${prefix.error}`);
  if (isIpv4Mapped(prefix.value.address))
    return new CelError(`${CONTEXT}IPv4-mapped IPv6 address ${goQuote(text)} is not allowed`);
  return new CelCidr(prefix.value);
}

function containsIp({ prefix }: CelCidr, ip: CelIp | CelError): CelResult {
  return ip instanceof CelError ? ip : prefixContains(prefix, ip.address);
}

function containsCidr({ prefix }: CelCidr, other: CelCidr | CelError): CelResult {
  return other instanceof CelError ? other : prefixContainsPrefix(prefix, other.prefix);
}
