import { parseGoDuration } from "../../../values/go-duration.ts";
import { parseQuantity, type Quantity } from "../../../values/quantity.ts";

/** What Kyverno calculates with: a number, a quantity, or else a Go duration. */
export type Operand =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "quantity"; readonly value: Quantity }
  | { readonly kind: "duration"; readonly value: bigint };

/** Reads an operand; undefined for anything that is none. */
export function readOperand(value: unknown): Operand | undefined {
  if (typeof value === "number") return { kind: "number", value };
  if (typeof value !== "string") return undefined;
  const quantity = parseQuantity(value);
  if (quantity.ok) return { kind: "quantity", value: quantity.value };
  const duration = parseGoDuration(value);
  return duration.ok ? { kind: "duration", value: duration.value } : undefined;
}

/** A Go duration in seconds, as `Duration.Seconds` rounds it. */
export function secondsOf(nanos: bigint): number {
  return Number(nanos / 1_000_000_000n) + Number(nanos % 1_000_000_000n) / 1e9;
}

/** A Go duration of so many seconds; beyond an int64 it is the smallest one, as on amd64. */
export function durationOfSeconds(seconds: number): bigint {
  const nanos = seconds * 1e9;
  return Math.abs(nanos) < 2 ** 63 ? BigInt(Math.trunc(nanos)) : -(2n ** 63n);
}
