import { formatGoDouble } from "./go-number.ts";

/** A JSON value as Go's fmt prints it with `%v`: `map[a:1 b:[x y]]`, `<nil>`, `1e+06`. */
export function formatGoValue(value: unknown): string {
  if (value === null || value === undefined) return "<nil>";
  if (typeof value === "number") return formatGoDouble(value);
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return `[${value.map(formatGoValue).join(" ")}]`;
  if (typeof value === "object") {
    const pairs = Object.entries(value)
      .toSorted(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, item]) => `${key}:${formatGoValue(item)}`);
    return `map[${pairs.join(" ")}]`;
  }
  return typeof value === "boolean" || typeof value === "bigint" ? value.toString() : "?";
}
