import { parseGoFloat } from "../../values/go-parse-float.ts";
import { formatGoDouble } from "../../values/go-number.ts";
import { parseGoDuration } from "../../values/go-duration.ts";
import { CelDuration } from "../boxed-values.ts";
import { CelError, type CelResult } from "../values.ts";
import { intOf, uintOf } from "./arithmetic.ts";

function cannotConvert(from: string, to: string): CelError {
  return new CelError(`type conversion error from '${from}' to '${to}'`);
}

/** `int(double)`: truncates towards zero; the bounds themselves overflow, as in cel-go. */
export function intOfDouble(value: number): CelResult {
  return Number.isFinite(value) && value > -(2 ** 63) && value < 2 ** 63
    ? BigInt(Math.trunc(value))
    : new CelError("integer overflow");
}

/** `uint(double)`: truncates towards zero. */
export function uintOfDouble(value: number): CelResult {
  return Number.isFinite(value) && value >= 0 && value < 2 ** 64
    ? uintOf(BigInt(Math.trunc(value)))
    : new CelError("unsigned integer overflow");
}

/** `int(string)`: decimal digits with an optional sign, as Go's ParseInt. */
export function intOfString(text: string): CelResult {
  if (!/^[+-]?\d+$/.test(text)) return cannotConvert("string", "int");
  const value = intOf(BigInt(text.replace("+", "")));
  return value instanceof CelError ? cannotConvert("string", "int") : value;
}

/** `uint(string)`: decimal digits, as Go's ParseUint. */
export function uintOfString(text: string): CelResult {
  const value = /^\d+$/.test(text) ? uintOf(BigInt(text)) : cannotConvert("string", "uint");
  return value instanceof CelError ? cannotConvert("string", "uint") : value;
}

/** `double(string)`: what Go's ParseFloat reads; out of range is an error. */
export function doubleOfString(text: string): CelResult {
  return parseGoFloat(text) ?? cannotConvert("string", "double");
}

const TRUE = new Set(["1", "t", "T", "TRUE", "true", "True"]);
const FALSE = new Set(["0", "f", "F", "FALSE", "false", "False"]);

/** `bool(string)`: the spellings of Go's ParseBool. */
export function boolOfString(text: string): CelResult {
  if (TRUE.has(text)) return true;
  return FALSE.has(text) ? false : cannotConvert("string", "bool");
}

/** `duration(string)`: Go's ParseDuration. */
export function durationOfString(text: string): CelResult {
  const parsed = parseGoDuration(text);
  return parsed.ok
    ? new CelDuration(parsed.value)
    : cannotConvert("string", "google.protobuf.Duration");
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

/** `string(bytes)`: UTF-8, or an error. */
export function stringOfBytes(bytes: Uint8Array): CelResult {
  try {
    return decoder.decode(bytes);
  } catch {
    return new CelError("invalid UTF-8 in bytes, cannot convert to string");
  }
}

/** `bytes(string)`: its UTF-8. */
export function bytesOfString(text: string): Uint8Array {
  return encoder.encode(text);
}

/** `string(double)`: Go's shortest `%g`. */
export function stringOfDouble(value: number): string {
  return formatGoDouble(value);
}

/** `string(duration)`: seconds in plain decimals, as few as needed, and `s`. */
export function stringOfDuration({ nanos }: CelDuration): string {
  const seconds = Number(nanos / 1_000_000_000n) + Number(nanos % 1_000_000_000n) / 1e9;
  const text = String(seconds);
  const [mantissa = "", exponent] = text.split("e-");
  if (exponent === undefined) return `${text}s`;
  const digits = mantissa.replace(/[-.]/g, "");
  const zeros = "0".repeat(Number(exponent) - 1);
  return `${seconds < 0 ? "-" : ""}0.${zeros}${digits}s`;
}
