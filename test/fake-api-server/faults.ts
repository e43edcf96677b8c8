/** What goes wrong with an answer. */
export type FaultKind =
  /** Another status instead, with a Status object. */
  | { readonly status: number; readonly message?: string; readonly retryAfter?: string }
  /** The connection is reset before the answer. */
  | "reset"
  /** Half of the body, then the connection closes. */
  | "truncated"
  /** Half of the body, then the connection is reset. */
  | "reset-half-way"
  /** The headers and half of the body, and nothing more. */
  | "stalled"
  /** Before the answer every token given out so far expires; the 410 carries a fresh one or not. */
  | "expires-with-token"
  | "expires-without-token"
  /** A list whose items never end, as fast as the caller reads. */
  | "endless"
  /** The whole answer as gzip of which the last half is missing, in a body of the announced length. */
  | "truncated-gzip"
  /** Says gzip, is none. */
  | "corrupt-gzip"
  /** Says JSON, breaks off in the middle of an object. */
  | "invalid-json"
  /** No answer at all. */
  | "silent"
  /** A login page. */
  | "html"
  /** JSON that is no Kubernetes object. */
  | "other-json"
  /** The right body under another media type. */
  | { readonly contentType: string }
  /** The whole body a few bytes at a time. */
  | { readonly bytesPerMs: number };

/** A fault that befalls requests whose path contains `path`. */
export interface Fault {
  readonly path: string;
  readonly kind: FaultKind;
  /** How many requests it befalls; 1 by default. */
  times?: number;
  /** Requests that pass before the first it befalls. */
  after?: number;
}

/** The fault that befalls a request for `path`, if any; counts it. */
export function takeFault(faults: readonly Fault[], path: string): FaultKind | undefined {
  const fault = faults.find((candidate) => path.includes(candidate.path) && candidate.times !== 0);
  if (fault === undefined) return undefined;
  if (fault.after !== undefined && fault.after > 0) {
    fault.after -= 1;
    return undefined;
  }
  fault.times = (fault.times ?? 1) - 1;
  return fault.kind;
}
