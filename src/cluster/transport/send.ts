import { setTimeout as sleep } from "node:timers/promises";
import { ClusterError } from "../cluster-error.ts";
import { orAborted, startClock, type Clock } from "./clock.ts";
import {
  badAnswer,
  failedAnswer,
  failedConnection,
  isBrokenConnection,
  pastDeadline,
  timedOut,
  type Answer,
} from "./describe-failure.ts";
import { describeExpiry } from "./describe-expiry.ts";
import type { Identity } from "./identity.ts";
import { ALIVE_MS, type RequestLimits } from "./limits.ts";
import type { IdentitySource } from "./obtain-identity.ts";
import type { Pool } from "./pool.ts";
import { readAnswer, readRetryAfter } from "./read-answer.ts";
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
  /** When the server last answered, in milliseconds since the epoch; sending keeps it. */
  readonly lastAnswer: { at: number };
}

export interface SendOptions {
  readonly accept: string;
  readonly limits: RequestLimits;
  /** When the scan that asks has to be over, in milliseconds since the epoch. */
  readonly endsAt?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

const MAX_BUSY_RETRIES = 4;
const FIRST_PAUSE_MS = 250;
const MAX_PAUSE_MS = 30_000;
const BUSY = new Set([409, 429, 500, 502, 503, 504]);

/**
 * Sends a GET, never anything else, until it has a complete 2xx answer in JSON: 401 obtains credentials anew once, a broken
 * connection is tried again once, 409, 429 and 5xx wait as Retry-After says or twice as long each time. Rejects with a
 * ClusterError, or with the signal's reason.
 */
export async function send(
  endpoint: Endpoint,
  path: string,
  { accept, limits, endsAt = Infinity, signal }: SendOptions,
): Promise<Answer> {
  signal?.throwIfAborted();
  const { server } = endpoint;
  const left = endsAt - Date.now();
  const isShort = left < limits.timeoutMs;
  if (left <= 0) throw pastDeadline(server, path);
  const ms = Math.min(left, limits.timeoutMs);
  const outOfTime = (): ClusterError =>
    isShort ? pastDeadline(server, path) : timedOut(server, path, { ms: limits.timeoutMs });
  const clock = startClock(ms, outOfTime, signal);
  const request = { endpoint, path, accept, limits, clock, endsAt: Date.now() + ms };
  try {
    return await sendAgain(request, { authenticated: false, reconnected: false, busy: 0 });
  } catch (error) {
    // What broke the request off says more than how it broke.
    clock.signal.throwIfAborted();
    throw error instanceof ClusterError
      ? error
      : failedConnection(server, error, endpoint.pool.proxy);
  } finally {
    clock.stop();
  }
}

interface Request {
  readonly endpoint: Endpoint;
  readonly path: string;
  readonly accept: string;
  readonly limits: RequestLimits;
  readonly clock: Clock;
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
  const { endpoint, path, clock, endsAt } = request;
  const identity = await orAborted(endpoint.identity.get(), clock.signal);
  let answer: Answer;
  try {
    answer = await sendOnce(request, identity);
  } catch (error) {
    if (tries.reconnected || clock.signal.aborted || !isBrokenConnection(error)) throw error;
    return sendAgain(request, { ...tries, reconnected: true });
  }
  if (answer.status >= 200 && answer.status < 300) return inJson(endpoint, path, answer);
  if (answer.status === 401 && !tries.authenticated) {
    endpoint.identity.invalidate(identity);
    return sendAgain(request, { ...tries, authenticated: true });
  }
  const pause = pauseBefore(answer, tries.busy);
  // A pause beyond the deadline would only turn the server's words into "timed out".
  if (pause === undefined || Date.now() + pause >= endsAt) {
    const note = answer.status === 401 ? describeExpiry(identity) : undefined;
    throw failedAnswer(endpoint.server, path, answer, note);
  }
  await sleep(pause, undefined, { signal: clock.signal });
  return sendAgain(request, { ...tries, busy: tries.busy + 1 });
}

/** Milliseconds to wait before trying again; undefined when another try is pointless. */
function pauseBefore({ status, retryAfterMs }: Answer, tries: number): number | undefined {
  if (!BUSY.has(status) || tries >= MAX_BUSY_RETRIES) return undefined;
  const backoff = FIRST_PAUSE_MS * 2 ** tries * (1 + Math.random() / 4);
  return retryAfterMs === undefined ? Math.min(backoff, MAX_PAUSE_MS) : retryAfterMs;
}

/** A login page, or a server of another protocol, is no answer. */
function inJson({ server }: Endpoint, path: string, answer: Answer): Answer {
  if (answer.contentType.includes("json")) return answer;
  const type = answer.contentType.split(";")[0] || "an unknown type";
  throw badAnswer(server, path, `something that is not JSON (${type})`);
}

async function sendOnce(
  { endpoint, path, accept, limits, clock }: Request,
  { headers, tls }: Identity,
): Promise<Answer> {
  const { server } = endpoint;
  const dispatcher = await endpoint.pool.dispatcher(tls);
  const undici = await import("undici");
  const sentAt = Date.now();
  if (sentAt - endpoint.lastAnswer.at > ALIVE_MS) {
    const ms = limits.firstAnswerMs;
    // A server that has answered another request meanwhile is slow, not dead.
    clock.allow(ms, () =>
      endpoint.lastAnswer.at < sentAt ? timedOut(server, path, { ms }) : undefined,
    );
  }
  const {
    statusCode,
    headers: received,
    body,
  } = await undici.request(endpoint.baseUrl + path, {
    dispatcher,
    signal: clock.signal,
    headers: {
      accept,
      "user-agent": USER_AGENT,
      ...(endpoint.compress && { "accept-encoding": "gzip" }),
      ...mutableHeaders(headers),
    },
  });
  endpoint.lastAnswer.at = Date.now();
  const onPart = (bytes: number): void => {
    clock.allow(limits.idleMs, () =>
      timedOut(server, path, { ms: limits.idleMs, stage: `nothing after ${bytes} bytes` }),
    );
  };
  onPart(0);
  const bytes = await readAnswer(body, {
    server,
    path,
    maxBytes: limits.maxBodyBytes,
    isGzip: received["content-encoding"] === "gzip",
    onPart,
  });
  clock.endStage();
  return {
    status: statusCode,
    contentType: String(received["content-type"] ?? ""),
    retryAfterMs: readRetryAfter(received["retry-after"]),
    body: bytes,
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
