import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { ClusterError } from "../cluster-error.ts";
import {
  failedAnswer,
  failedConnection,
  isBrokenConnection,
  timedOut,
  type Answer,
} from "./describe-failure.ts";
import type { IdentitySource } from "./obtain-identity.ts";
import type { Pool } from "./pool.ts";
import { USER_AGENT } from "./user-agent.ts";

/** What sending needs to know of a server. */
export interface Endpoint {
  /** Address with its path prefix, without a slash at the end. */
  readonly baseUrl: string;
  /** The address as messages name it: without credentials. */
  readonly server: string;
  readonly identity: IdentitySource;
  readonly pool: Pool;
  readonly compress: boolean;
}

export interface SendOptions {
  readonly accept: string;
  /** Bounds everything: credentials, waiting, retries, the whole body. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

const MAX_BODY = 512 * 1024 * 1024;
const MAX_BUSY_RETRIES = 4;
const FIRST_PAUSE_MS = 250;
const MAX_PAUSE_MS = 30_000;
const BUSY = new Set([429, 500, 502, 503, 504]);
const inflate = promisify(gunzip);

/**
 * Sends a GET until it has a complete 2xx answer: 401 obtains credentials anew once, a broken connection is tried again once,
 * 429 and 5xx wait as Retry-After says or twice as long each time. Rejects with a ClusterError, or with the signal's reason.
 */
export async function send(
  endpoint: Endpoint,
  path: string,
  options: SendOptions,
): Promise<Answer> {
  const { signal, timeoutMs } = options;
  const deadline = AbortSignal.timeout(timeoutMs);
  const stop = signal === undefined ? deadline : AbortSignal.any([signal, deadline]);
  const request = {
    endpoint,
    path,
    accept: options.accept,
    signal: stop,
    endsAt: Date.now() + timeoutMs,
  };
  try {
    return await sendAgain(request, { authenticated: false, reconnected: false, busy: 0 });
  } catch (error) {
    signal?.throwIfAborted();
    if (deadline.aborted) throw timedOut(endpoint.server, path, timeoutMs);
    throw error instanceof ClusterError ? error : failedConnection(endpoint.server, error);
  }
}

interface Request {
  readonly endpoint: Endpoint;
  readonly path: string;
  readonly accept: string;
  readonly signal: AbortSignal;
  /** Milliseconds since the epoch. */
  readonly endsAt: number;
}

/** What has been tried already. */
interface Tries {
  readonly authenticated: boolean;
  readonly reconnected: boolean;
  readonly busy: number;
}

async function sendAgain(request: Request, tries: Tries): Promise<Answer> {
  const { endpoint, path, signal, endsAt } = request;
  let answer: Answer;
  try {
    answer = await sendOnce(request);
  } catch (error) {
    if (tries.reconnected || signal.aborted || !isBrokenConnection(error)) throw error;
    return sendAgain(request, { ...tries, reconnected: true });
  }
  if (answer.status >= 200 && answer.status < 300) return answer;
  if (answer.status === 401 && !tries.authenticated) {
    endpoint.identity.invalidate();
    return sendAgain(request, { ...tries, authenticated: true });
  }
  const pause = pauseBefore(answer, tries.busy);
  // A pause beyond the deadline would only turn the server's words into "timed out".
  if (pause === undefined || Date.now() + pause >= endsAt) {
    throw failedAnswer(endpoint.server, path, answer);
  }
  await sleep(pause, undefined, { signal });
  return sendAgain(request, { ...tries, busy: tries.busy + 1 });
}

/** Milliseconds to wait before trying again; undefined when another try is pointless. */
function pauseBefore({ status, retryAfter }: Answer, tries: number): number | undefined {
  if (!BUSY.has(status) || tries >= MAX_BUSY_RETRIES) return undefined;
  const backoff = FIRST_PAUSE_MS * 2 ** tries * (1 + Math.random() / 4);
  return Math.min(retryAfter === undefined ? backoff : retryAfter * 1000, MAX_PAUSE_MS);
}

async function sendOnce({ endpoint, path, accept, signal }: Request): Promise<Answer> {
  const { headers, tls } = await abortable(endpoint.identity.get(), signal);
  const dispatcher = await endpoint.pool.dispatcher(tls);
  const undici = await import("undici");
  const {
    statusCode,
    headers: received,
    body,
  } = await undici.request(endpoint.baseUrl + path, {
    dispatcher,
    signal,
    headers: {
      accept,
      "user-agent": USER_AGENT,
      ...(endpoint.compress && { "accept-encoding": "gzip" }),
      ...mutableHeaders(headers),
    },
  });
  const bytes = await readBody(body);
  const isGzip = received["content-encoding"] === "gzip";
  return {
    status: statusCode,
    contentType: String(received["content-type"] ?? ""),
    retryAfter: readRetryAfter(received["retry-after"]),
    body: isGzip ? await inflate(bytes, { maxOutputLength: MAX_BODY }) : bytes,
  };
}

/** Undici wants arrays it may write to. */
function mutableHeaders(
  headers: Readonly<Record<string, string | readonly string[]>>,
): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      typeof value === "string" ? value : [...value],
    ]),
  );
}

async function readBody(body: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > MAX_BODY) {
      throw new ClusterError(
        "bad_answer",
        `an answer is larger than ${MAX_BODY / 1024 / 1024} MB`,
        {
          hint: "scan fewer namespaces at once",
        },
      );
    }
  }
  return Buffer.concat(chunks, size);
}

/** Seconds or a date, as HTTP allows both. */
function readRetryAfter(value: string | string[] | undefined): number | undefined {
  if (typeof value !== "string") return undefined;
  const seconds = Number(value);
  if (!Number.isNaN(seconds)) return Math.max(0, seconds);
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, (date - Date.now()) / 1000);
}

/** `promise`, or a rejection as soon as `signal` aborts: a slow credential plugin must not outlive the deadline. */
async function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => {
    reject(new DOMException("aborted", "AbortError"));
  };
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
