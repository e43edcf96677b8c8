import { CelError, type CelResult, type CelValue } from "../values.ts";
import { celCompare, isComparable } from "./compare.ts";
import { missingTrait } from "./errors.ts";

function relation(
  name: string,
  holds: (order: number) => boolean,
  a: CelValue,
  b: CelValue,
): CelResult {
  if (Number.isNaN(a) || Number.isNaN(b)) return false;
  if (!isComparable(a)) return missingTrait(a, name);
  const order = celCompare(a, b);
  return order instanceof CelError ? order : holds(order);
}

const below = (order: number) => order < 0;
const notAbove = (order: number) => order <= 0;
const above = (order: number) => order > 0;
const notBelow = (order: number) => order >= 0;

/** `_<_` on any two values; NaN is never ordered. */
export function less(a: CelValue, b: CelValue): CelResult {
  if (typeof a === "number" && typeof b === "number") return a < b;
  return relation("_<_", below, a, b);
}

/** `_<=_` on any two values. */
export function lessOrEqual(a: CelValue, b: CelValue): CelResult {
  if (typeof a === "number" && typeof b === "number") return a <= b;
  return relation("_<=_", notAbove, a, b);
}

/** `_>_` on any two values. */
export function greater(a: CelValue, b: CelValue): CelResult {
  if (typeof a === "number" && typeof b === "number") return a > b;
  return relation("_>_", above, a, b);
}

/** `_>=_` on any two values. */
export function greaterOrEqual(a: CelValue, b: CelValue): CelResult {
  if (typeof a === "number" && typeof b === "number") return a >= b;
  return relation("_>=_", notBelow, a, b);
}
