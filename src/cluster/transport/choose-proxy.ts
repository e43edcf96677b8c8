import { BlockList, isIP } from "node:net";
import { UserError } from "../../manifest/user-error.ts";
import type { ClusterEntry } from "../kubeconfig/entries.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy for a cluster: its own `proxy-url`, else what Go's ProxyFromEnvironment takes; loopback is never proxied by it.
 * A UserError for one that can't be used.
 */
export function chooseProxy(
  cluster: Pick<ClusterEntry, "server" | "proxyUrl">,
  env: Environment,
): string | undefined {
  const found = findProxy(cluster, env);
  return found === undefined ? undefined : usable(found, cluster.proxyUrl !== undefined);
}

/** The schemes that undici speaks; a SOCKS proxy looks host names up itself, which is what `socks5h` asks for. */
function usable(proxy: string, isOfCluster: boolean): string {
  const scheme = URL.canParse(proxy) ? new URL(proxy).protocol : undefined;
  if (scheme === "http:" || scheme === "https:" || scheme === "socks5:") return proxy;
  if (scheme === "socks5h:" || scheme === "socks:") return proxy.replace(/^socks5?h?:/u, "socks5:");
  const where = isOfCluster ? "proxy-url of the cluster" : "the proxy of the environment";
  const what = scheme === undefined ? "is no address" : `has the scheme ${scheme.slice(0, -1)}`;
  throw new UserError(`${where} ${what}, which can't be used`, {
    hint: "use http://, https:// or socks5:// with a host and a port",
  });
}

function findProxy(
  { server, proxyUrl }: Pick<ClusterEntry, "server" | "proxyUrl">,
  env: Environment,
): string | undefined {
  if (proxyUrl !== undefined) return proxyUrl;
  const { protocol, hostname, port } = new URL(server);
  const name = protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY";
  const proxy = setting(env, name);
  if (proxy === "") return undefined;
  const host = hostname.replace(/^\[|\]$/g, "").toLowerCase();
  if (host === "localhost" || isLoopback(host)) return undefined;
  const exceptions = setting(env, "NO_PROXY").toLowerCase().split(",");
  const effectivePort = port || (protocol === "https:" ? "443" : "80");
  if (exceptions.some((rule) => excepts(rule.trim(), host, effectivePort))) return undefined;
  return proxy.includes("://") ? proxy : `http://${proxy}`;
}

/** A variable in upper case, else in lower case. */
function setting(env: Environment, name: string): string {
  return env[name] || env[name.toLowerCase()] || "";
}

function isLoopback(host: string): boolean {
  return host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}

/** One entry of NO_PROXY: `*`, address, CIDR, `example.com` with its subdomains, `.example.com` subdomains only; `:port` optional. */
function excepts(rule: string, host: string, port: string): boolean {
  if (rule === "") return false;
  if (rule === "*") return true;
  if (rule.includes("/")) return inRange(rule, host);
  const isAddress = isIP(rule) !== 0;
  const [, name = rule, onlyPort] = isAddress ? [] : (/^(.*?)(?::(\d+))?$/.exec(rule) ?? []);
  if (onlyPort !== undefined && onlyPort !== port) return false;
  const bare = name.replace(/^\*\./, ".");
  if (bare.startsWith(".")) return host.endsWith(bare);
  return host === bare || host.endsWith(`.${bare}`);
}

function inRange(rule: string, host: string): boolean {
  const [network = "", prefix = ""] = rule.split("/");
  const family = isIP(host);
  if (family === 0 || isIP(network) !== family) return false;
  const length = Number(prefix);
  if (!Number.isInteger(length) || length < 0 || length > (family === 4 ? 32 : 128)) return false;
  const list = new BlockList();
  const type = family === 4 ? "ipv4" : "ipv6";
  list.addSubnet(network, length, type);
  return list.check(host, type);
}
