/** How long requests of a connection may take, in milliseconds, and how much they may bring. */
export interface RequestLimits {
  /** A whole request with its retries. */
  readonly timeoutMs: number;
  /** Until the headers of a server that has not answered for a while: what is dead must be known soon. */
  readonly firstAnswerMs: number;
  /** Between two parts of a body. */
  readonly idleMs: number;
  /** Bytes of one body, uncompressed. */
  readonly maxBodyBytes: number;
}

/** Limits that suit a distant and busy server: a dead one is known in under 5 seconds. */
export const DEFAULT_LIMITS: RequestLimits = {
  timeoutMs: 30_000,
  firstAnswerMs: 4500,
  idleMs: 10_000,
  maxBodyBytes: 128 * 1024 * 1024,
};

/** A server that answered more recently than this many milliseconds ago counts as alive. */
export const ALIVE_MS = 30_000;
