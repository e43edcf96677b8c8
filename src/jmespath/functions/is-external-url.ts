import { hostnameOf, parseGoUrl } from "../../values/go-url.ts";
import { isIpv4Mapped, parseIpAddress, type IpAddress } from "../../values/ip-address.ts";
import { defineFunction } from "../define-function.ts";
import { QueryError } from "../query-error.ts";

/** `is_external_url`: whether a URL's address is neither loopback nor private. Kyverno looks names up; here they have no address. */
export const isExternalUrl = defineFunction({
  name: "is_external_url",
  summary: "whether a URL's address is neither loopback nor private",
  args: [["string"]],
  returns: ["bool"],
  call: ([text]) => {
    const url = parseGoUrl(String(text));
    if (!url.ok) return new QueryError(url.error);
    const host = hostnameOf(url.value);
    // RFC 6761: every resolver answers so.
    if (host === "localhost") return false;
    const address = parseIpAddress(host);
    if (!address.ok) return new QueryError(`lookup ${host}: no such host`);
    return !isInternal(withoutMapping(address.value));
  },
});

function withoutMapping(address: IpAddress): IpAddress {
  return isIpv4Mapped(address)
    ? { bits: 32, value: address.value & 0xffffffffn, zone: "" }
    : address;
}

/** RFC 1918, RFC 4193 and loopback. */
function isInternal({ bits, value }: IpAddress): boolean {
  if (bits === 128) return value === 1n || value >> 121n === 0xfcn >> 1n;
  const first = value >> 24n;
  return first === 127n || first === 10n || value >> 20n === 0xac1n || value >> 16n === 0xc0a8n;
}
