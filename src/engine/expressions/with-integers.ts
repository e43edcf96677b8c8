import type { CelValue } from "../../cel/values.ts";

const INT64_LIMIT = 2 ** 63;

/** A copy in which whole numbers are CEL ints: what Kubernetes makes of JSON that it reads, unlike Kyverno's CLI of `object`. */
export function withIntegers(value: unknown): CelValue {
  if (typeof value === "number") return isInt64(value) ? BigInt(value) : value;
  if (typeof value === "string" || typeof value === "boolean") return value;
  return typeof value === "object" && value !== null ? copy(value) : null;
}

function isInt64(value: number): boolean {
  return Number.isInteger(value) && value >= -INT64_LIMIT && value < INT64_LIMIT;
}

function copy(value: object): CelValue {
  if (Array.isArray(value)) return value.map(withIntegers);
  const entries = Object.entries(value).map(([key, item]) => [key, withIntegers(item)] as const);
  return Object.fromEntries(entries);
}
