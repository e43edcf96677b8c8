import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { UserError } from "../manifest/user-error.ts";

const MIN_TOKEN_LENGTH = 16;
/** How old what is known of the file may be. */
const LOOK_AGAIN_MS = 1000;

/** Tells callers apart by their bearer tokens. */
export interface Tokens {
  /** A word for who sent an `Authorization` header, the same for the same token while this process runs; undefined for a token that is not known. */
  readonly callerOf: (header: string | undefined) => Promise<string | undefined>;
}

/** Where tokens come from. */
export interface TokenSource {
  /** One token a line: each is a caller of its own, and an old and a new one may both be good for a while. */
  readonly file?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Told why a changed file can't be used; the tokens of before stay good until it can. */
  readonly onError?: ((error: unknown) => void) | undefined;
}

/**
 * The bearer tokens of a file or of KYVERNO_MCP_TOKEN, undefined when neither is set; no message ever contains one. A
 * file is read again within a second of a change, also of one that Kubernetes makes to a mounted Secret.
 */
export async function loadTokens(source: TokenSource): Promise<Tokens | undefined> {
  const { file, env, onError = () => undefined } = source;
  if (file === undefined) {
    const text = env["KYVERNO_MCP_TOKEN"];
    return text === undefined ? undefined : knownTokens(parseTokens(text, "KYVERNO_MCP_TOKEN"));
  }
  let known = await readTokens(file);
  let version = await versionOf(file);
  let lookedAt = performance.now();
  const refresh = async (): Promise<void> => {
    if (performance.now() - lookedAt < LOOK_AGAIN_MS) return;
    lookedAt = performance.now();
    const found = await versionOf(file);
    if (found === version) return;
    version = found;
    try {
      known = await readTokens(file);
    } catch (error) {
      onError(error);
    }
  };
  const key = randomBytes(32);
  return {
    async callerOf(header) {
      await refresh();
      return callerOf(header, known, key);
    },
  };
}

/** Tokens that never change. */
export function knownTokens(tokens: readonly string[]): Tokens {
  const key = randomBytes(32);
  return { callerOf: (header) => Promise.resolve(callerOf(header, tokens, key)) };
}

/** The caller is named by a hash that nobody else can compute, so that logs tell nothing of a token. */
function callerOf(
  header: string | undefined,
  tokens: readonly string[],
  key: Buffer,
): string | undefined {
  if (!isAuthorized(header, tokens)) return undefined;
  return createHmac("sha256", key).update(tokenIn(header)).digest("hex").slice(0, 12);
}

/** Compares an `Authorization` header with every token in constant time. */
export function isAuthorized(header: string | undefined, tokens: readonly string[]): boolean {
  const given = digest(tokenIn(header));
  const matches = tokens.map((token) => timingSafeEqual(given, digest(token)));
  return matches.includes(true);
}

function tokenIn(header: string | undefined): string {
  return /^Bearer +(?<token>\S+)$/iu.exec(header ?? "")?.groups?.["token"] ?? "";
}

/** Equal lengths, whatever was sent. */
function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

async function readTokens(file: string): Promise<readonly string[]> {
  try {
    return parseTokens(await readFile(file, "utf8"), file);
  } catch (error) {
    if (error instanceof UserError) throw error;
    const reason = error instanceof Error && "code" in error ? String(error.code) : "not readable";
    throw new UserError(`--auth-token-file ${file}: ${reason}`, {
      hint: "name a file that holds tokens alone, one a line",
      cause: error,
    });
  }
}

function parseTokens(text: string, source: string): readonly string[] {
  const tokens = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const isGood = (token: string): boolean =>
    token.length >= MIN_TOKEN_LENGTH && /^[\w.~+/=-]+$/u.test(token);
  if (tokens.length > 0 && tokens.every(isGood)) return tokens;
  throw new UserError(
    `${source}: not a bearer token: it must be at least ${MIN_TOKEN_LENGTH} letters, digits or characters of -._~+/=`,
    { hint: "make one with: openssl rand -base64 32" },
  );
}

/** Changes with the file's content, or with the file that a link leads to; undefined while there is none. */
async function versionOf(file: string): Promise<string | undefined> {
  try {
    const { mtimeMs, size, ino } = await stat(file);
    return `${mtimeMs} ${size} ${ino}`;
  } catch {
    return undefined;
  }
}
