/** How many calls one caller may make. */
export interface RateLimitOptions {
  /** Calls a minute in the long run. */
  readonly perMinute: number;
  /** Calls at once after a pause; a sixth of a minute's by default. */
  readonly burst?: number;
  /** Callers remembered at once; the longest silent one is forgotten first. */
  readonly maxCallers?: number;
  /** Milliseconds; the clock by default. */
  readonly now?: () => number;
}

/** Takes a call of the caller into account: 0 when it may go on, else the seconds until one may. */
export type RateLimit = (caller: string) => number;

interface Bucket {
  readonly calls: number;
  readonly at: number;
}

/** A token bucket for each caller: https://en.wikipedia.org/wiki/Token_bucket. A refused call costs nothing. */
export function createRateLimit(options: RateLimitOptions): RateLimit {
  const { perMinute, maxCallers = 10_000, now = () => performance.now() } = options;
  const { burst = Math.max(1, Math.ceil(perMinute / 6)) } = options;
  const perMs = perMinute / 60_000;
  const buckets = new Map<string, Bucket>();
  return (caller) => {
    const at = now();
    const known = buckets.get(caller);
    const calls =
      known === undefined ? burst : Math.min(burst, known.calls + (at - known.at) * perMs);
    // Set anew, so that the map's order is that of the last calls.
    buckets.delete(caller);
    buckets.set(caller, { calls: calls < 1 ? calls : calls - 1, at });
    const [oldest] = buckets.keys();
    if (buckets.size > maxCallers && oldest !== undefined) buckets.delete(oldest);
    return calls < 1 ? Math.ceil((1 - calls) / perMs / 1000) : 0;
  };
}
