import { compareBytes } from "./compare-bytes.ts";
import { formatGoDouble } from "./go-number.ts";
import { goQuote } from "./go-quote.ts";

/** A JSON value as Go's fmt prints it with `%#v`: `[]interface {}{1, "a", interface {}(nil)}`. */
export function formatGoSyntax(value: unknown): string {
  if (typeof value === "string") return goQuote(value);
  if (typeof value === "number") return formatGoDouble(value);
  if (typeof value === "boolean") return value.toString();
  if (Array.isArray(value)) return `[]interface {}{${value.map(formatGoSyntax).join(", ")}}`;
  if (typeof value !== "object" || value === null) return "interface {}(nil)";
  const members = Object.entries(value)
    .toSorted(([left], [right]) => compareBytes(left, right))
    .map(([key, item]) => `${goQuote(key)}:${formatGoSyntax(item)}`);
  return `map[string]interface {}{${members.join(", ")}}`;
}
