import { CelTimestamp, type CelDuration } from "../boxed-values.ts";
import { hostOverload, overload, type CelLibrary } from "../define-functions.ts";
import { timestampOf } from "../run/arithmetic.ts";
import type { CelResult } from "../values.ts";

// oxfmt-ignore
/** Kyverno's time functions. */
export const timeLibrary: CelLibrary = {
  name: "kyverno.time",
  functions: [
    hostOverload(null, "time.now",      [],                        "timestamp", (host) => timestampOf(host.now())),
    overload(null,     "time.toCron",   ["timestamp"],             "string",    toCron),
    overload(null,     "time.truncate", ["timestamp", "duration"], "timestamp", truncate),
  ],
};

/** `minute hour day month weekday`, in the timestamp's own zone. */
function toCron({ nanos, offsetSeconds }: CelTimestamp): string {
  const local = nanos / 1_000_000n + BigInt(offsetSeconds) * 1000n;
  const date = new Date(Number(nanos < 0n && nanos % 1_000_000n !== 0n ? local - 1n : local));
  return [
    date.getUTCMinutes(),
    date.getUTCHours(),
    date.getUTCDate(),
    date.getUTCMonth() + 1,
    date.getUTCDay(),
  ].join(" ");
}

/** Go rounds down to a multiple since the beginning of year 1. */
const YEAR_ONE = -62_135_596_800_000_000_000n;

function truncate(timestamp: CelTimestamp, { nanos }: CelDuration): CelResult {
  if (nanos <= 0n) return timestamp;
  const since = timestamp.nanos - YEAR_ONE;
  return new CelTimestamp(timestamp.nanos - (since % nanos), timestamp.offsetSeconds);
}
