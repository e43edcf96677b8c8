const DECIMAL = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/iu;
const SPECIAL = /^([-+]?)(inf|infinity|nan)$/iu;

/** A text as Go's `strconv.ParseFloat` reads it; undefined where that fails. */
export function parseGoFloat(text: string): number | undefined {
  const special = SPECIAL.exec(text);
  if (special !== null) {
    if (special[2]?.toLowerCase() === "nan") return special[1] === "" ? Number.NaN : undefined;
    return special[1] === "-" ? -Infinity : Infinity;
  }
  if (!DECIMAL.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

const MAX_INT64 = 2n ** 63n - 1n;

/** A text as Go's `strconv.ParseInt(text, 10, 64)` reads it; undefined where that fails. */
export function parseGoInt(text: string): bigint | undefined {
  if (!/^[-+]?\d+$/u.test(text)) return undefined;
  const value = BigInt(text.replace("+", ""));
  return value > MAX_INT64 || value < -MAX_INT64 - 1n ? undefined : value;
}

const SECOND = 1_000_000_000n;

/** Nanoseconds of so many whole seconds; out of range it wraps around as Go's int64 does. */
export function secondsAsDuration(seconds: number | bigint): bigint {
  return BigInt.asIntN(64, toInt64(seconds) * SECOND);
}

function toInt64(value: number | bigint): bigint {
  if (typeof value === "bigint") return value;
  const isInRange = Math.abs(value) < 2 ** 63;
  return isInRange ? BigInt(Math.trunc(value)) : -MAX_INT64 - 1n;
}

/** Seconds of a duration as Go's `Duration.Seconds()`. */
export function durationSeconds(nanoseconds: bigint): number {
  return Number(nanoseconds / SECOND) + Number(nanoseconds % SECOND) / 1e9;
}
