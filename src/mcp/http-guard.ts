import { isIP } from "node:net";
import { UserError } from "../manifest/user-error.ts";

/** Names under which only this machine reaches a server; the guards compare host names without ports. */
export const LOOPBACK_NAMES: readonly string[] = ["localhost", "127.0.0.1", "[::1]"];

/** Where to listen. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** `[HOST:]PORT` as written on the command line; the host is 127.0.0.1 when absent, an IPv6 host stands in brackets. */
export function parseListenAddress(text: string): ListenAddress {
  const match = /^(?:(?<host>\[[^\]]+\]|[^:]*):)?(?<port>\d{1,5})$/u.exec(text);
  const port = Number(match?.groups?.["port"]);
  if (match === null || !(port <= 65_535)) {
    throw new UserError(`--http ${text}: not [HOST:]PORT`, {
      hint: "write a port from 0 to 65535 such as --http 8080, or a host and a port such as --http 127.0.0.1:8080",
    });
  }
  const host = match.groups?.["host"] ?? "";
  return { host: host === "" ? "127.0.0.1" : host.replaceAll(/^\[|\]$/gu, ""), port };
}

/** True for addresses that only this machine can reach. */
export function isLoopback(host: string): boolean {
  if (host === "localhost" || host === "::1") return true;
  return isIP(host) === 4 && host.startsWith("127.");
}

/** Refuses to listen where others could call without proving who they are. */
export function assertSafeToListen({ host }: ListenAddress, hasTokens: boolean): void {
  if (hasTokens || isLoopback(host)) return;
  throw new UserError(`refusing to listen on ${host}: other machines could call without a token`, {
    hint: "give a bearer token with --auth-token-file FILE or the environment variable KYVERNO_MCP_TOKEN, or listen on 127.0.0.1",
  });
}
