import { goJsonString } from "../../../values/go-json.ts";
import { formatJsonDouble } from "../../../values/go-number.ts";

/** A value as Go's encoding/json writes it inside a text: keys sorted, `<`, `>` and `&` escaped. */
export function jsonText(value: unknown): string {
  if (typeof value === "string") return goJsonString(value);
  if (typeof value === "number") return formatNumber(value);
  if (Array.isArray(value)) return `[${value.map((item) => jsonText(item)).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value)
      .toSorted(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, item]) => `${goJsonString(key)}:${jsonText(item)}`);
    return `{${members.join(",")}}`;
  }
  return typeof value === "boolean" || typeof value === "bigint" ? value.toString() : "null";
}

/** Kyverno's JSON writer keeps two digits of an exponent: `1e-07`. */
function formatNumber(value: number): string {
  return formatJsonDouble(value).replace(/e-(\d)$/u, "e-0$1");
}
