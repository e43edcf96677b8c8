import { cleanText } from "../results/clean-text.ts";

/** Deeper facts are cut: an answer that deep is for machines, not for a model. */
const MAX_DEPTH = 8;

/** A copy of the facts in which every string is safe to show and no field is null or undefined. */
export function cleanFacts(facts: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return cleanRecord(facts, 0);
}

function cleanRecord(record: object, depth: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(record)
      .filter(([, field]) => field !== undefined && field !== null)
      .map(([key, field]) => [cleanText(key), cleanValue(field, depth + 1)]),
  );
}

function cleanValue(value: unknown, depth: number): unknown {
  if (typeof value === "string") return cleanText(value);
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "object" || value === null) return value;
  if (depth > MAX_DEPTH) return "…";
  if (Array.isArray(value)) return value.map((item) => cleanValue(item, depth + 1));
  return cleanRecord(value, depth);
}
