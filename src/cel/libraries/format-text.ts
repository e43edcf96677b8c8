import { CelDuration, CelMap, CelTimestamp, CelTypeValue } from "../boxed-values.ts";
import { formatExponential, formatFixed } from "../../values/go-number.ts";
import { goQuote } from "../../values/go-quote.ts";
import { compareStrings } from "../run/compare.ts";
import { isPlainMap } from "../run/equality.ts";
import { stringOfDuration } from "../run/conversions.ts";
import { formatTimestamp } from "../run/timestamps.ts";
import { typeNameOf } from "../run/type-of.ts";
import { CelError, CelUint, type CelResult, type CelValue } from "../values.ts";
import { interpolate, unsuitable, type FormatClause } from "./format-clauses.ts";
import { scalarText } from "./value-text.ts";

/** `text.format(args)` of cel-go's ext.Strings before version 4: clauses s d f e x X o b, numbers in en_US. */
export function formatText(text: string, args: readonly CelValue[]): CelResult {
  return interpolate(text, args.length, (clause, index) =>
    formatClause(clause, args[index] ?? null),
  );
}

type Formatter = (value: CelValue, clause: FormatClause) => string | undefined | CelError;

const FORMATTERS: Readonly<Record<FormatClause["verb"], Formatter>> = {
  s: (value) => formatString(value),
  d: (value) => integerOf(value)?.toString(),
  f: formatFloat,
  e: formatFloat,
  b: (value) =>
    typeof value === "boolean" ? Number(value).toString() : integerOf(value)?.toString(2),
  o: (value) => integerOf(value)?.toString(8),
  x: hexOf,
  X: (value) => hexOf(value)?.toUpperCase(),
};

function formatClause(clause: FormatClause, value: CelValue): string | CelError {
  return FORMATTERS[clause.verb](value, clause) ?? unsuitable(clause.verb, typeNameOf(value));
}

/** The `%s` form of a value: lists and maps as CEL literals, anything without such a form an error. */
export function formatString(value: CelValue): string | CelError {
  if (Array.isArray(value)) return formatList(value);
  if (value instanceof CelMap) return formatMap(value.entries);
  if (isPlainMap(value)) return formatMap(Object.entries(value));
  if (value === null) return "null";
  if (value instanceof CelTypeValue && GO_TYPES.has(value.name)) return NO_TYPE_NAME;
  return scalarText(value) ?? unsuitable("s", typeNameOf(value));
}

/** Types that are Go structs to Kyverno: cel-go knows no text for them. */
const GO_TYPES: ReadonlySet<string> = new Set([
  "globalcontext.Context",
  "http.Context",
  "imagedata.Context",
  "json.Json",
  "libs.Exception",
  "resource.Context",
  "user.ServiceAccount",
  "yaml.Yaml",
]);
const NO_TYPE_NAME = new CelError(
  `could not convert argument "type conversion error from 'type' to 'string'" to string`,
);

function formatList(list: readonly CelValue[]): string | CelError {
  const parts: string[] = [];
  for (const element of list) {
    const text = formatElement(element);
    if (text instanceof CelError) return text;
    parts.push(text);
  }
  return `[${parts.join(", ")}]`;
}

function formatMap(entries: readonly (readonly [CelValue, CelValue])[]): string | CelError {
  const parts: (readonly [string, string])[] = [];
  for (const [key, value] of entries) {
    const keyText = typeof key === "number" || key === null ? badKey(key) : formatElement(key);
    if (keyText instanceof CelError) return keyText;
    const text = formatElement(value);
    if (text instanceof CelError) return text;
    parts.push([keyText, text]);
  }
  const sorted = parts.toSorted(([a], [b]) => compareStrings(a, b));
  return `{${sorted.map(([key, text]) => `${key}:${text}`).join(", ")}}`;
}

function badKey(key: CelValue): CelError {
  return new CelError(`no formatting function for map key of type ${typeNameOf(key)}`);
}

/** A value inside a list or map: written as the literal that would give it back. */
function formatElement(value: CelValue): string | CelError {
  if (typeof value === "number") return formatDoubleElement(value);
  if (typeof value === "string") return goQuote(value);
  if (value instanceof CelTimestamp) return `timestamp(${goQuote(formatTimestamp(value))})`;
  if (value instanceof CelDuration) return `duration(${goQuote(stringOfDuration(value))})`;
  const text = formatString(value);
  if (text instanceof CelError) return elementError(value, text);
  return value instanceof Uint8Array ? `b${goQuote(text)}` : text;
}

/** Below the top level cel-go names only the type. */
function elementError(value: CelValue, error: CelError): CelError {
  const nested = Array.isArray(value) || isPlainMap(value) || value instanceof CelMap;
  return nested || value instanceof Uint8Array
    ? error
    : new CelError(`no formatting function for ${typeNameOf(value)}`);
}

function formatDoubleElement(value: number): string {
  const text = formatFixed(value, 6);
  return Number.isFinite(value) ? text : goQuote(text);
}

function integerOf(value: CelValue): bigint | undefined {
  if (typeof value === "bigint") return value;
  return value instanceof CelUint ? value.value : undefined;
}

function formatFloat(value: CelValue, clause: FormatClause): string | undefined {
  const n = typeof value === "number" ? value : SPECIAL.get(value);
  if (n === undefined) return undefined;
  const precision = clause.precision ?? 6;
  // golang.org/x/text refuses such a precision, and prints this in its place.
  if (precision > 1_000_000) return "%!(NOVERB)";
  if (clause.verb === "f") return Number.isFinite(n) ? grouped(n, precision) : nonFinite(n);
  // cel-go hands the precision on as the width: there are always six decimals.
  return (Number.isFinite(n) ? scientific(n) : nonFinite(n)).padStart(precision, " ");
}

const SPECIAL: ReadonlyMap<CelValue, number> = new Map([
  ["NaN", Number.NaN],
  ["Infinity", Infinity],
  ["-Infinity", -Infinity],
]);

function nonFinite(n: number): string {
  if (Number.isNaN(n)) return "NaN";
  return n > 0 ? "∞" : "-∞";
}

/** `1,234.500000`; a negative zero loses its sign. */
function grouped(n: number, precision: number): string {
  const [whole = "", fraction] = formatFixed(n === 0 ? 0 : n, precision).split(".");
  const separated = whole.replaceAll(/\B(?=(\d{3})+$)/g, ",");
  return fraction === undefined ? separated : `${separated}.${fraction}`;
}

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** `1.234568×10⁰³`. */
function scientific(n: number): string {
  const [mantissa = "", power = ""] = formatExponential(n === 0 ? 0 : n, 6).split("e");
  const digits = Array.from(power.slice(1), (digit) => SUPERSCRIPTS[Number(digit)] ?? "").join("");
  return `${mantissa}×10${power.startsWith("-") ? "⁻" : ""}${digits}`;
}

function hexOf(value: CelValue): string | undefined {
  if (typeof value === "string") return hexBytes(new TextEncoder().encode(value));
  if (value instanceof Uint8Array) return hexBytes(value);
  return integerOf(value)?.toString(16);
}

function hexBytes(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
