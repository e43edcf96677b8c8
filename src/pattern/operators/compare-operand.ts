import { parseGoDuration } from "../../values/go-duration.ts";
import { formatFixed } from "../../values/go-number.ts";
import { compareQuantities, parseQuantity } from "../../values/quantity.ts";
import { remember } from "../../values/remember.ts";
import { compileWildcard } from "../../values/wildcard.ts";
import type { Matcher } from "../define-operator.ts";

/** How a value has to stand to the operand. */
export type Comparison = "=" | "!" | "<" | "<=" | ">" | ">=";

/**
 * Compares with an operand as Kyverno does: as durations where both are, else as quantities where both are, else as text,
 * which knows only `=` and `!`. https://kyverno.io/docs/policy-types/cluster-policy/validate/#operators
 */
export function compareWith(operand: string, comparison: Comparison): Matcher {
  const duration = parseGoDuration(operand);
  const quantity = parseQuantity(operand);
  const matchesText = textMatcher(operand, comparison);
  if (!duration.ok && !quantity.ok) return matchesText;
  const accepts = ACCEPTS[comparison];
  return rememberScalars((value) => {
    const text = numericText(value);
    const order = text === undefined ? undefined : orderOf(text, duration, quantity);
    return order === undefined ? matchesText(value) : accepts(order);
  });
}

/** Reading a number or quantity takes its time, and resources hold the same few. */
const MEMORY = 256;

function rememberScalars(matches: Matcher): Matcher {
  const remembered = remember(matches, MEMORY);
  return (value) => (isShort(value) ? remembered(value) : matches(value));
}

/** Maps and lists would be kept alive, and so would long texts. */
function isShort(value: unknown): boolean {
  return typeof value === "string" ? value.length <= 64 : typeof value !== "object";
}

type ParsedDuration = ReturnType<typeof parseGoDuration>;
type ParsedQuantity = ReturnType<typeof parseQuantity>;

function orderOf(
  text: string,
  duration: ParsedDuration,
  quantity: ParsedQuantity,
): number | undefined {
  if (duration.ok) {
    const value = parseGoDuration(text);
    if (value.ok) return sign(value.value - duration.value);
  }
  if (quantity.ok) {
    const value = parseQuantity(text);
    if (value.ok) return compareQuantities(value.value, quantity.value);
  }
  return undefined;
}

function sign(difference: bigint): number {
  if (difference === 0n) return 0;
  return difference < 0n ? -1 : 1;
}

const ACCEPTS: Readonly<Record<Comparison, (order: number) => boolean>> = {
  "=": (order) => order === 0,
  "!": (order) => order !== 0,
  "<": (order) => order < 0,
  "<=": (order) => order <= 0,
  ">": (order) => order > 0,
  ">=": (order) => order >= 0,
};

/** What a value is compared by as a duration or quantity: numbers with six decimals, a missing value as zero. */
function numericText(value: unknown): string | undefined {
  if (value === null || value === undefined) return "0";
  if (typeof value === "string") return value;
  return typeof value === "number" ? formatFixed(value, 6) : undefined;
}

function textMatcher(operand: string, comparison: Comparison): Matcher {
  if (comparison !== "=" && comparison !== "!") return () => false;
  const matches = compileWildcard(operand);
  const wanted = comparison === "=";
  const onTrue = matches("true") === wanted;
  const onFalse = matches("false") === wanted;
  return (value) => {
    if (typeof value === "string") return matches(value) === wanted;
    if (typeof value === "boolean") return value ? onTrue : onFalse;
    // Missing values, maps and lists satisfy neither `x` nor `!x`.
    return typeof value === "number" && matches(scientific(value)) === wanted;
  };
}

/** A number as Go's `strconv.FormatFloat(n, 'E', -1, 64)` writes it: `1E+00`. */
function scientific(value: number): string {
  const [mantissa = "", exponent = "+0"] = value.toExponential().split("e");
  const digits = exponent.slice(1).padStart(2, "0");
  const negativeZero = Object.is(value, -0) ? "-" : "";
  return `${negativeZero}${mantissa}E${exponent.charAt(0)}${digits}`;
}
