import { notParsed, parsed, type Parsed } from "./parsed.ts";

type Format = "decimal" | "exponent" | "binary";

/**
 * A Kubernetes resource quantity: `mantissa · 10^scale`, exactly. `wide` tells apart the two forms that apimachinery keeps
 * (int64 or arbitrary precision), because only the first one is ever an integer to it.
 */
export interface Quantity {
  readonly mantissa: bigint;
  readonly scale: number;
  readonly wide: boolean;
  readonly format: Format;
  /** The text as written, where it is canonical already. */
  readonly text?: string;
}

const FORM =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
const NUMERIC = "unable to parse numeric part of quantity";
const SUFFIX = "unable to parse quantity's suffix";
/** No two parts can take the same characters, so that matching stays linear whatever the text. */
const GRAMMAR = /^([+-]?)(\d*)(?:\.(\d*))?((?:[eEinumkKMGTP]+[-+]?\d*|[-+]\d*)?)$/;

const DECIMAL: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  "": 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const BINARY: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };

const NANO = -9;
const MAX_INT64 = 2n ** 63n - 1n;
/** Digits that apimachinery keeps in an int64. */
const INT64_DIGITS = 18;
/** Go would build the number for any exponent; no real quantity needs more, and comparing stays cheap. */
const MAX_EXPONENT = 1000;

/** Parses a quantity (`100m`, `1.5Gi`, `1e3`) with apimachinery's error texts; what is smaller than 1n is rounded up to it. */
export function parseQuantity(text: string): Parsed<Quantity> {
  const match = GRAMMAR.exec(text);
  if (match === null || text === "") return notParsed(FORM);
  const [, sign, zeroed = "", fraction = "", suffix = ""] = match;
  const digits = zeroed.replace(/^0+/, "");
  const number = { negative: sign === "-", whole: digits === "" ? "0" : digits, fraction };
  const quantity = readNumber(text, number, suffix);
  if (quantity === undefined) return notParsed(SUFFIX);
  // Only the form for small numbers takes no digits for zero.
  const hasDigits = /\d/.test(text.slice(0, text.length - suffix.length));
  return quantity.wide && !hasDigits ? notParsed(NUMERIC) : parsed(quantity);
}

function readNumber(text: string, number: Digits, suffix: string): Quantity | undefined {
  const binary = Object.hasOwn(BINARY, suffix) ? BINARY[suffix] : undefined;
  if (binary !== undefined) return readBinary(text, number, binary);
  const exponent = decimalExponent(suffix);
  return exponent === undefined ? undefined : readDecimal(text, number, exponent, suffix);
}

interface Digits {
  readonly negative: boolean;
  readonly whole: string;
  readonly fraction: string;
}

function decimalExponent(suffix: string): number | undefined {
  if (Object.hasOwn(DECIMAL, suffix)) return DECIMAL[suffix];
  if (!/^[eE][+-]?\d+$/.test(suffix)) return undefined;
  const exponent = Number(suffix.slice(1));
  return Math.abs(exponent) <= MAX_EXPONENT ? exponent : undefined;
}

function readDecimal(text: string, number: Digits, exponent: number, suffix: string): Quantity {
  const { whole, fraction } = number;
  const format: Format = Object.hasOwn(DECIMAL, suffix) ? "decimal" : "exponent";
  const digits = whole + fraction;
  const scale = exponent - fraction.length;
  const mantissa = signed(number, BigInt(digits));
  if (digits.length > INT64_DIGITS || scale < NANO) return roundUp({ mantissa, scale, format });
  const canonical = scale % 3 === 0 && !digits.endsWith("000") && !digits.startsWith("0");
  const small: Quantity = { mantissa, scale, wide: false, format };
  return canonical || text === "0" ? { ...small, text } : small;
}

function readBinary(text: string, number: Digits, exponent: number): Quantity {
  const { whole, fraction } = number;
  const value = BigInt(whole + fraction) << BigInt(exponent);
  const mantissa = signed(number, value);
  const precision = 15 - whole.length - Math.trunc(exponent * 0.3) - 1;
  if (fraction === "" && precision >= 0) {
    const small: Quantity = { mantissa, scale: 0, wide: false, format: "binary" };
    return (BigInt(whole) & 7n) === 0n ? small : { ...small, text };
  }
  const scale = -fraction.length;
  const size = mantissa < 0n ? -mantissa : mantissa;
  if (compareScaled(size, scale, MAX_INT64, 0) > 0) {
    const capped = number.negative ? -MAX_INT64 : MAX_INT64;
    return { mantissa: capped, scale: 0, wide: true, format: "binary" };
  }
  const tiny = size > 0n && compareScaled(size, scale, 1n, 0) < 0;
  return roundUp({ mantissa, scale, format: tiny ? "decimal" : "binary" });
}

function signed({ negative }: Digits, value: bigint): bigint {
  return negative ? -value : value;
}

/** Nonzero amounts are kept in whole nanos, away from zero. */
function roundUp(quantity: Omit<Quantity, "wide">): Quantity {
  const { mantissa, scale } = quantity;
  if (mantissa === 0n) return { ...quantity, wide: true };
  if (scale >= NANO) {
    return { ...quantity, mantissa: mantissa * pow10(scale - NANO), scale: NANO, wide: true };
  }
  const divisor = pow10(NANO - scale);
  const rest = mantissa % divisor;
  const away = mantissa < 0n ? -1n : 1n;
  const rounded = mantissa / divisor + (rest === 0n ? 0n : away);
  return { ...quantity, mantissa: rounded, scale: NANO, wide: true };
}

/** Below zero, zero or above as `a` is less than, equal to or more than `b`. */
export function compareQuantities(a: Quantity, b: Quantity): number {
  return compareScaled(a.mantissa, a.scale, b.mantissa, b.scale);
}

function compareScaled(a: bigint, aScale: number, b: bigint, bScale: number): number {
  const scale = Math.min(aScale, bScale);
  const left = a * pow10(aScale - scale);
  const right = b * pow10(bScale - scale);
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** The sum, in the first operand's format unless that is zero. */
export function addQuantities(a: Quantity, b: Quantity): Quantity {
  const format = a.mantissa === 0n ? b.format : a.format;
  if (!a.wide && !b.wide) {
    if (b.mantissa === 0n) return { mantissa: a.mantissa, scale: a.scale, wide: false, format };
    if (a.mantissa === 0n) return { mantissa: b.mantissa, scale: b.scale, wide: false, format };
  }
  const scale = Math.min(a.scale, b.scale);
  const left = a.mantissa * pow10(a.scale - scale);
  const right = b.mantissa * pow10(b.scale - scale);
  const fits = isInt64(left) && isInt64(right) && isInt64(left + right);
  return { mantissa: left + right, scale, wide: a.wide || b.wide || !fits, format };
}

/** The difference, under the rules of `addQuantities`. */
export function subtractQuantities(a: Quantity, b: Quantity): Quantity {
  return addQuantities(a, { ...b, mantissa: -b.mantissa });
}

/** A whole number as Kubernetes' CEL library turns an int into a quantity. */
export function quantityOfInt(value: bigint): Quantity {
  return { mantissa: value, scale: 0, wide: false, format: "exponent" };
}

/** The int64 value, undefined where apimachinery has none: it looks for no whole number in `1.0`, `1000m` or 19 digits. */
export function quantityAsInteger({ mantissa, scale, wide }: Quantity): bigint | undefined {
  if (wide || scale < 0) return undefined;
  const value = mantissa * pow10(scale);
  return isInt64(value) ? value : undefined;
}

/** The nearest double that apimachinery comes up with; multiplying after rounding may cost the last digit. */
export function quantityAsDouble({ mantissa, scale }: Quantity): number {
  return scale === 0 ? Number(mantissa) : Number(mantissa) * Number(`1e${scale}`);
}

/** Kubernetes' canonical text: the fewest digits with the largest fitting suffix of the quantity's format. */
export function formatQuantity(quantity: Quantity): string {
  const { mantissa, scale, format, text } = quantity;
  if (text !== undefined) return text;
  if (mantissa === 0n) return "0";
  if (format === "binary") {
    const whole = scale >= 0 ? mantissa * pow10(scale) : wholePart(mantissa, pow10(-scale));
    if (whole !== undefined && (whole <= -1024n || whole >= 1024n)) return formatBinary(whole);
  }
  return formatDecimal(mantissa, scale, format);
}

function wholePart(mantissa: bigint, divisor: bigint): bigint | undefined {
  return mantissa % divisor === 0n ? mantissa / divisor : undefined;
}

function formatBinary(value: bigint): string {
  let amount = value;
  let exponent = 0;
  while (amount % 1024n === 0n) {
    amount /= 1024n;
    exponent += 10;
  }
  return `${amount}${suffixOf(BINARY, exponent)}`;
}

function formatDecimal(mantissa: bigint, scale: number, format: Format): string {
  let amount = mantissa;
  let exponent = scale;
  while (amount % 10n === 0n) {
    amount /= 10n;
    exponent += 1;
  }
  const excess = ((exponent % 3) + 3) % 3;
  amount *= pow10(excess);
  exponent -= excess;
  if (format === "exponent") return exponent === 0 ? `${amount}` : `${amount}e${exponent}`;
  return `${amount}${suffixOf(DECIMAL, exponent)}`;
}

/** Beyond the largest suffix apimachinery prints none, and the text is wrong; it is the one that Kubernetes shows. */
function suffixOf(suffixes: Readonly<Record<string, number>>, exponent: number): string {
  return Object.keys(suffixes).find((suffix) => suffixes[suffix] === exponent) ?? "";
}

function isInt64(value: bigint): boolean {
  return value <= MAX_INT64 && value >= -MAX_INT64 - 1n;
}

function pow10(exponent: number): bigint {
  return 10n ** BigInt(exponent);
}
