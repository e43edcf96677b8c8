import { compareBytes } from "./compare-bytes.ts";
import { goJsonString } from "./go-json.ts";
import { formatJsonDouble } from "./go-number.ts";
import { notParsed, parsed, type Parsed } from "./parsed.ts";

/** A JSON value as Go's `json.Marshal` writes it: keys sorted, `<>&` escaped; numbers that are none are Go's error. */
export function formatGoJson(value: unknown): Parsed<string> {
  const invalid = firstNotFinite(value);
  return invalid === undefined
    ? parsed(write(value))
    : notParsed(`json: unsupported value: ${goInfinity(invalid)}`);
}

function goInfinity(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  return value > 0 ? "+Inf" : "-Inf";
}

function firstNotFinite(value: unknown): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? undefined : value;
  if (typeof value !== "object" || value === null) return undefined;
  for (const item of Object.values(value)) {
    const invalid = firstNotFinite(item);
    if (invalid !== undefined) return invalid;
  }
  return undefined;
}

function write(value: unknown): string {
  if (typeof value === "string") return goJsonString(value);
  if (typeof value === "number") return formatJsonDouble(value);
  if (typeof value === "boolean" || typeof value === "bigint") return value.toString();
  if (Array.isArray(value)) return `[${value.map(write).join(",")}]`;
  if (typeof value !== "object" || value === null) return "null";
  const members = Object.entries(value)
    .toSorted(([left], [right]) => compareBytes(left, right))
    .map(([key, item]) => `${goJsonString(key)}:${write(item)}`);
  return `{${members.join(",")}}`;
}
