import type { CelHost } from "../cel/host.ts";
import { CelError, type CelValue } from "../cel/values.ts";
import { hostnameOf, parseRequestUrl, portOf, type GoUrl } from "../values/go-url.ts";
import { parseIpAddress, type IpAddress } from "../values/ip-address.ts";
import { formatIpPrefix, parseIpPrefix, prefixContains } from "../values/ip-prefix.ts";
import { goQuote } from "../values/go-quote.ts";

/** What Kyverno never lets policies call: loopback and the clouds' metadata services. */
const BLOCKED = [
  "169.254.169.254/32",
  "169.254.169.253/32",
  "fd00:ec2::254/128",
  "127.0.0.0/8",
  "::1/128",
].flatMap((text) => {
  const prefix = parseIpPrefix(text);
  return prefix.ok ? [prefix.value] : [];
});
const PORTS: Readonly<Record<string, string>> = { http: "80", https: "443" };

/**
 * Answers `http.Get` and `http.Post` from recorded bodies, by `METHOD:URL` or just the URL. Any other call fails as it
 * does for Kyverno's CLI: in the same words where it refuses the URL, without a network everywhere else.
 */
export function offlineHttp(responses: Readonly<Record<string, CelValue>>): CelHost["sendHttp"] {
  return ({ method, url }) => {
    for (const key of [`${method}:${url}`, url]) {
      const body = Object.hasOwn(responses, key) ? responses[key] : undefined;
      if (body !== undefined) return body;
    }
    const verb = method === "GET" ? "Get" : "Post";
    return new CelError(`request failed: ${verb} ${goQuote(url)}: ${reasonFor(url)}`);
  };
}

function reasonFor(text: string): string {
  const url = parseRequestUrl(text);
  const scheme = url.ok ? url.value.scheme : "";
  const port = PORTS[scheme];
  if (!url.ok || port === undefined) return `unsupported protocol scheme ${goQuote(scheme)}`;
  return refusal(url.value, port);
}

function refusal(url: GoUrl, defaultPort: string): string {
  const host = hostnameOf(url);
  const target = `${host.includes(":") ? `[${host}]` : host}:${portOf(url) || defaultPort}`;
  const literal = parseIpAddress(host);
  if (literal.ok) {
    const range = blockedRange(literal.value);
    return range === undefined
      ? `dial tcp ${target}: there is no network in an offline run`
      : `connection to ${target} blocked: IP ${host} falls in blocked range ${range}`;
  }
  return host === "localhost"
    ? `connection to ${target} blocked: resolved IP 127.0.0.1 falls in blocked range 127.0.0.0/8`
    : `failed to resolve ${host}: lookup ${host}: no such host`;
}

function blockedRange(address: IpAddress): string | undefined {
  const prefix = BLOCKED.find((range) => prefixContains(range, address));
  return prefix === undefined ? undefined : formatIpPrefix(prefix);
}
