import { formatPlainFloat } from "../../values/plain-number.ts";

/** A text, or a number as Kyverno's functions on texts take it: as a 32-bit float, without exponent. */
export function textOf(value: unknown): string {
  return typeof value === "number" ? formatPlainFloat(value) : String(value);
}
