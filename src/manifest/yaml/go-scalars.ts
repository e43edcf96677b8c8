/** Words that go-yaml v2 reads as booleans: YAML 1.1's, in lower, upper and title case. */
const BOOLEANS: ReadonlyMap<string, boolean> = new Map(
  [
    { value: true, words: ["y", "yes", "true", "on"] },
    { value: false, words: ["n", "no", "false", "off"] },
  ].flatMap(({ value, words }) =>
    words
      .flatMap((word) => [word, word.toUpperCase(), word[0]?.toUpperCase() + word.slice(1)])
      .map((word) => [word, value] as const),
  ),
);

const PREFIXED_INTEGER = /^[-+]?0(?:[xX][0-9a-fA-F]+|[bB][01]+|[oO]?[0-7]+)$/;
const DECIMAL = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const NOT_FINITE = /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

/** The boolean that a plain scalar stands for, if any. */
export function goBoolean(text: string): boolean | undefined {
  return BOOLEANS.get(text);
}

/** Whether a plain scalar is null for go-yaml. */
export function isGoNull(text: string): boolean {
  return text === "" || text === "~" || text === "null" || text === "Null" || text === "NULL";
}

/**
 * The number that a plain scalar stands for, as go-yaml v2 resolves it: `0777` and `0o777` are octal, `08` is 8,
 * underscores are dropped, `.inf` and `.nan` are not finite. What fits neither 64 bits nor a float64 is a string.
 */
export function goNumber(text: string): number | undefined {
  if (!/^[-+.0-9]/.test(text)) return undefined;
  if (NOT_FINITE.test(text)) return notFinite(text);
  // Go looks for underscores only in scalars that begin like an integer.
  const plain = text.includes("_") && !text.startsWith(".") ? text.replaceAll("_", "") : text;
  const integer = PREFIXED_INTEGER.test(plain) ? prefixedInteger(plain) : undefined;
  return integer ?? decimal(plain);
}

function decimal(plain: string): number | undefined {
  if (!DECIMAL.test(plain)) return undefined;
  const number = Number(plain);
  if (!Number.isFinite(number)) return undefined;
  // `-0` is an integer for Go and has no sign, `-0.0` has one.
  return number === 0 && !/[.eE]/.test(plain) ? 0 : number;
}

function notFinite(text: string): number {
  if (/n$/i.test(text)) return Number.NaN;
  return text.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

function prefixedInteger(text: string): number | undefined {
  const value = integerOf(text);
  return value === undefined || value > 0xffff_ffff_ffff_ffffn || value < -0x8000_0000_0000_0000n
    ? undefined
    : Number(value);
}

/** The exact integer that a scalar writes, undefined when it writes none. */
export function integerOf(text: string): bigint | undefined {
  const plain = text.replaceAll("_", "");
  const digits = plain.replace(/^[-+]/, "");
  if (/^[0-9]+$/.test(digits) && !PREFIXED_INTEGER.test(digits))
    return BigInt(plain.replace("+", ""));
  if (!PREFIXED_INTEGER.test(digits)) return undefined;
  const value = BigInt(/^0[0-7]/.test(digits) ? `0o${digits.slice(1)}` : digits.toLowerCase());
  return plain.startsWith("-") ? -value : value;
}

/** A mapping's key as JSON writes it; undefined for keys that sigs.k8s.io/yaml refuses (null, lists, mappings). */
export function goKey(key: unknown): string | undefined {
  if (typeof key === "string") return key;
  if (typeof key === "boolean") return key ? "true" : "false";
  if (typeof key !== "number") return undefined;
  return Number.isInteger(key) ? String(key) : float32Text(key);
}

/** Go prints float keys with the digits of a float32. */
function float32Text(key: number): string {
  const rounded = Math.fround(key);
  for (let digits = 1; digits < 9; digits += 1) {
    const text = key.toPrecision(digits);
    if (Math.fround(Number(text)) === rounded) return String(Number(text));
  }
  return String(rounded);
}
