import { goQuote } from "./go-quote.ts";
import { notParsed, parsed, type Parsed } from "./parsed.ts";

const UNITS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};
const MAX_INT64 = 2n ** 63n - 1n;
/** A number and its unit, either possibly missing; at least one character. */
const TERM = /(?=.)(\d*)(?:\.(\d*))?([^.\d]*)/gsu;
const SECOND = 1_000_000_000n;

/** Nanoseconds of a Go duration text (`1h30m`, `-1.5s`, `0`), with `time.ParseDuration`'s errors and int64 range. */
export function parseGoDuration(text: string): Parsed<bigint> {
  const negative = text.startsWith("-");
  const rest = negative || text.startsWith("+") ? text.slice(1) : text;
  if (rest === "0") return parsed(0n);
  if (rest === "") return invalid(text);
  const total = sumTerms(text, rest);
  if (!total.ok) return total;
  const signed = negative ? -total.value : total.value;
  return signed > MAX_INT64 || signed < -MAX_INT64 - 1n ? invalid(text) : parsed(signed);
}

function sumTerms(text: string, rest: string): Parsed<bigint> {
  let total = 0n;
  for (const [, whole = "", fraction = "", unit = ""] of rest.matchAll(TERM)) {
    const term = parseTerm(text, whole, fraction, unit);
    if (!term.ok) return term;
    total += term.value;
    // An overflow counts before anything wrong behind it.
    if (total > MAX_INT64 + 1n) return invalid(text);
  }
  return parsed(total);
}

function parseTerm(text: string, whole: string, fraction: string, name: string): Parsed<bigint> {
  if (whole === "" && fraction === "") return invalid(text);
  if (name === "") return notParsed(`time: missing unit in duration ${goQuote(text)}`);
  const unit = Object.hasOwn(UNITS, name) ? UNITS[name] : undefined;
  if (unit === undefined)
    return notParsed(`time: unknown unit ${goQuote(name)} in duration ${goQuote(text)}`);
  return parsed(BigInt(whole) * unit + scaledFraction(fraction, unit));
}

/** Nanoseconds as Go's `Duration.String()` writes them: `1h30m0s`, `1.5s`, `100ms`, `0s`. */
export function formatGoDuration(nanoseconds: bigint): string {
  if (nanoseconds === 0n) return "0s";
  const sign = nanoseconds < 0n ? "-" : "";
  const size = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  if (size < SECOND) return sign + formatBelowASecond(size);
  const seconds = size / SECOND;
  const minutes = seconds / 60n;
  const hours = minutes / 60n;
  const tail = `${decimal(size % (60n * SECOND), SECOND)}s`;
  if (minutes === 0n) return sign + tail;
  return hours === 0n ? `${sign}${minutes}m${tail}` : `${sign}${hours}h${minutes % 60n}m${tail}`;
}

function invalid(text: string): Parsed<bigint> {
  return notParsed(`time: invalid duration ${goQuote(text)}`);
}

/** Go adds the fraction through a float64, which decides the last nanosecond of long fractions. */
function scaledFraction(fraction: string, unit: bigint): bigint {
  if (fraction === "") return 0n;
  let digits = 0n;
  let scale = 1;
  for (const digit of fraction) {
    const next = digits * 10n + BigInt(digit);
    if (next > MAX_INT64) break;
    digits = next;
    scale *= 10;
  }
  return BigInt(Math.trunc(Number(digits) * (Number(unit) / scale)));
}

function formatBelowASecond(size: bigint): string {
  if (size < 1_000n) return `${size}ns`;
  if (size < 1_000_000n) return `${decimal(size, 1_000n)}µs`;
  return `${decimal(size, 1_000_000n)}ms`;
}

/** `value / unit` without trailing zeros. */
function decimal(value: bigint, unit: bigint): string {
  const fraction = (value % unit)
    .toString()
    .padStart(unit.toString().length - 1, "0")
    .replace(/0+$/, "");
  return fraction === "" ? `${value / unit}` : `${value / unit}.${fraction}`;
}
