/** A double as Go's `strconv.FormatFloat(n, 'g', -1, 64)` writes it, which is CEL's `string(double)`: `1e+06`, `0.1`, `NaN`, `+Inf`. */
export function formatGoDouble(n: number): string {
  if (!Number.isFinite(n)) return formatNonFinite(n);
  const magnitude = Math.abs(n);
  const exponential = magnitude !== 0 && (magnitude < 1e-4 || magnitude >= 1e6);
  if (!exponential) return Object.is(n, -0) ? "-0" : n.toString();
  return padExponent(n.toExponential());
}

/** A double as Go's encoding/json writes it; `n` must be finite. */
export function formatJsonDouble(n: number): string {
  return Object.is(n, -0) ? "-0" : n.toString();
}

/** A double with exactly `digits` decimals, rounded half to even on the exact binary value, as Go's `%.Nf`. */
export function formatFixed(n: number, digits: number): string {
  if (!Number.isFinite(n)) return formatNonFinite(n);
  const negative = n < 0 || Object.is(n, -0);
  const { mantissa, exponent } = exactParts(Math.abs(n));
  const scaled = roundShift(mantissa * 10n ** BigInt(digits), exponent);
  const text = scaled.toString().padStart(digits + 1, "0");
  const whole = text.slice(0, text.length - digits);
  const fraction = digits === 0 ? "" : `.${text.slice(text.length - digits)}`;
  return `${negative ? "-" : ""}${whole}${fraction}`;
}

/** `d.ddde±dd` with exactly `digits` decimals, as Go's `%.Ne`. */
export function formatExponential(n: number, digits: number): string {
  if (!Number.isFinite(n)) return formatNonFinite(n);
  const sign = Object.is(n, -0) ? "-" : "";
  // toExponential takes at most 100 decimals; a double has none beyond 767, so padding with what is exact stays right to 100.
  const text = n.toExponential(Math.min(digits, 100));
  const [mantissa = "", power = ""] = text.split("e");
  const padding = "0".repeat(Math.max(0, digits - 100));
  return sign + padExponent(`${mantissa}${padding}e${power}`);
}

function formatNonFinite(n: number): string {
  if (Number.isNaN(n)) return "NaN";
  return n > 0 ? "+Inf" : "-Inf";
}

function padExponent(text: string): string {
  return text.replace(/e([+-])(\d)$/, "e$10$2");
}

/** `n = mantissa · 2^exponent`, exactly. */
function exactParts(n: number): { mantissa: bigint; exponent: number } {
  const bits = new BigUint64Array(new Float64Array([n]).buffer)[0] ?? 0n;
  const biased = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  return biased === 0
    ? { mantissa: fraction, exponent: -1074 }
    : { mantissa: fraction | (1n << 52n), exponent: biased - 1075 };
}

/** `value · 2^exponent` as an integer, ties to even. */
function roundShift(value: bigint, exponent: number): bigint {
  if (exponent >= 0) return value << BigInt(exponent);
  const shift = BigInt(-exponent);
  const floor = value >> shift;
  const rest = value - (floor << shift);
  const half = 1n << (shift - 1n);
  const up = rest > half || (rest === half && (floor & 1n) === 1n);
  return up ? floor + 1n : floor;
}
