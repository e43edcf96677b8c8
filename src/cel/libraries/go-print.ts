import { formatJsonDouble } from "../../values/go-number.ts";
import type { CelValue } from "../values.ts";
import { formatString } from "./format-text.ts";

/** A value inside an error text, close to what Go's `%v` prints of cel-go's value. */
export function goPrint(value: CelValue): string {
  if (typeof value === "number") return goDouble(value);
  // Go prints the null of cel-go as the number of its protobuf enum.
  if (value === null) return "0";
  const text = formatString(value);
  return typeof text === "string" ? text : "";
}

/** Go's `%v` of a float64: an exponent from 1e21 on, and below 1e-4. */
function goDouble(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : `${value > 0 ? "+" : "-"}Inf`;
  const size = Math.abs(value);
  const exponential = size !== 0 && (size < 1e-4 || size >= 1e21);
  return exponential
    ? value.toExponential().replace(/e([+-])(\d)$/, "e$10$2")
    : formatJsonDouble(value);
}
