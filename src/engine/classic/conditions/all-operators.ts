import type { Failure } from "../failure.ts";
import { allIn, allNotIn, anyIn, anyNotIn } from "./any-in.ts";
import { duration } from "./duration.ts";
import { equals, notEquals } from "./equals.ts";
import { isIn, isNotIn } from "./in.ts";
import { numeric } from "./numeric.ts";
import type { Operand } from "./operand.ts";

/** Compares the key, on the left, with the value; a `Failure` is an error of the condition. */
export type Operator = (key: Operand, value: Operand) => boolean | Failure;

const greaterThan = (left: number, right: number): boolean => left > right;
const greaterThanOrEquals = (left: number, right: number): boolean => left >= right;
const lessThan = (left: number, right: number): boolean => left < right;
const lessThanOrEquals = (left: number, right: number): boolean => left <= right;

/** Every operator of conditions: https://kyverno.io/docs/policy-types/cluster-policy/preconditions/#operators */
export const ALL_OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ["Equal", equals],
  ["Equals", equals],
  ["NotEqual", notEquals],
  ["NotEquals", notEquals],
  ["In", isIn],
  ["AnyIn", anyIn],
  ["AllIn", allIn],
  ["NotIn", isNotIn],
  ["AnyNotIn", anyNotIn],
  ["AllNotIn", allNotIn],
  ["GreaterThan", numeric(greaterThan)],
  ["GreaterThanOrEquals", numeric(greaterThanOrEquals)],
  ["LessThan", numeric(lessThan)],
  ["LessThanOrEquals", numeric(lessThanOrEquals)],
  ["DurationGreaterThan", duration(greaterThan)],
  ["DurationGreaterThanOrEquals", duration(greaterThanOrEquals)],
  ["DurationLessThan", duration(lessThan)],
  ["DurationLessThanOrEquals", duration(lessThanOrEquals)],
]);
