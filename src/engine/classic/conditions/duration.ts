import { secondsAsDuration } from "./go-numbers.ts";
import type { Order } from "./numeric.ts";
import { durationOf, type Operand } from "./operand.ts";

/** `DurationGreaterThan` and its like, deprecated: numbers are whole seconds, everything else has to be a duration. */
export function duration(order: Order): (key: Operand, value: Operand) => boolean {
  return (key, value) => {
    const left = timeOf(key);
    const right = timeOf(value);
    if (left === undefined || right === undefined) return false;
    return order(left < right ? -1 : left > right ? 1 : 0, 0);
  };
}

function timeOf(operand: Operand): bigint | undefined {
  const { value } = operand;
  if (typeof value === "number" || typeof value === "bigint") return secondsAsDuration(value);
  return durationOf(operand);
}
