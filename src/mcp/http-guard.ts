import { createHash, timingSafeEqual } from "node:crypto";
import { readFile } from "node:fs/promises";
import { isIP } from "node:net";
import { UserError } from "../manifest/user-error.ts";

/** Names under which only this machine reaches a server; the guards compare host names without ports. */
export const LOOPBACK_NAMES: readonly string[] = ["localhost", "127.0.0.1", "[::1]"];

/** Where to listen. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

const MIN_TOKEN_LENGTH = 16;

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
export function assertSafeToListen({ host }: ListenAddress, token: string | undefined): void {
  if (token !== undefined || isLoopback(host)) return;
  throw new UserError(`refusing to listen on ${host}: other machines could call without a token`, {
    hint: "give a bearer token with --auth-token-file FILE or the environment variable KYVERNO_MCP_TOKEN, or listen on 127.0.0.1",
  });
}

/** The bearer token from a file or the environment, undefined when neither is set; no message ever contains it. */
export async function loadToken(
  file: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  const source = file ?? "KYVERNO_MCP_TOKEN";
  const text = file === undefined ? env["KYVERNO_MCP_TOKEN"] : await readTokenFile(file);
  if (text === undefined) return undefined;
  const token = text.trim();
  if (token.length < MIN_TOKEN_LENGTH || !/^[\w.~+/=-]+$/u.test(token)) {
    throw new UserError(
      `${source}: not a bearer token: it must be at least ${MIN_TOKEN_LENGTH} letters, digits or characters of -._~+/=`,
      { hint: "make one with: openssl rand -base64 32" },
    );
  }
  return token;
}

async function readTokenFile(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? String(error.code) : "not readable";
    throw new UserError(`--auth-token-file ${file}: ${reason}`, {
      hint: "name a file that holds the token alone",
      cause: error,
    });
  }
}

/** Compares an `Authorization` header with the token in constant time. */
export function isAuthorized(header: string | undefined, token: string): boolean {
  const given = /^Bearer +(?<token>\S+)$/iu.exec(header ?? "")?.groups?.["token"] ?? "";
  return timingSafeEqual(digest(given), digest(token));
}

/** Equal lengths, whatever was sent. */
function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
