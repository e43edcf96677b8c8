import { formatGoDouble } from "../../../values/go-number.ts";
import { formatGoDuration } from "../../../values/go-duration.ts";
import {
  addQuantities,
  formatQuantity,
  parseQuantity,
  quantityAsDouble,
  quantityOfInt,
  subtractQuantities,
  type Quantity,
} from "../../../values/quantity.ts";
import { divideQuantities, multiplyQuantities } from "../../../values/quantity-products.ts";
import { QueryError } from "../../query-error.ts";
import { fail } from "../fail.ts";
import { durationOfSeconds, readOperand, secondsOf, type Operand } from "./operand.ts";

/** How one operation treats pairs of operands of one kind, and mixed ones. */
export interface Operation {
  readonly name: string;
  readonly numbers: (left: number, right: number) => unknown;
  readonly quantities?: (left: Quantity, right: Quantity) => unknown;
  readonly durations?: (left: bigint, right: bigint) => unknown;
  readonly scaledQuantity?: (quantity: Quantity, scalar: number) => unknown;
  readonly scaledDuration?: (duration: bigint, scalar: number) => unknown;
}

/** A result, or the reason why there is none. */
type Reason =
  | "Types mismatch"
  | "Zero divisor passed"
  | "Non-integer argument(s) passed for modulo";

class Refusal {
  readonly reason: Reason;
  constructor(reason: Reason) {
    this.reason = reason;
  }
}

const MISMATCH = new Refusal("Types mismatch");
const ZERO_DIVISOR = new Refusal("Zero divisor passed");
const NOT_INTEGER = new Refusal("Non-integer argument(s) passed for modulo");

/** What an operation makes of two arguments. */
export function calculate(operation: Operation, first: unknown, second: unknown): unknown {
  const left = readOperand(first);
  const right = readOperand(second);
  if (left === undefined || right === undefined) return fail(operation.name, "invalid operand");
  const result = apply(operation, left, right);
  return result instanceof Refusal ? fail(operation.name, result.reason) : result;
}

function apply(operation: Operation, left: Operand, right: Operand): unknown {
  if (left.kind === "number" && right.kind === "number")
    return operation.numbers(left.value, right.value);
  if (left.kind === "quantity" && right.kind === "quantity")
    return operation.quantities?.(left.value, right.value) ?? MISMATCH;
  if (left.kind === "duration" && right.kind === "duration")
    return operation.durations?.(left.value, right.value) ?? MISMATCH;
  return right.kind === "number" ? scale(operation, left, right.value) : MISMATCH;
}

function scale(operation: Operation, operand: Operand, scalar: number): unknown {
  if (operand.kind === "quantity")
    return operation.scaledQuantity?.(operand.value, scalar) ?? MISMATCH;
  if (operand.kind === "duration")
    return operation.scaledDuration?.(operand.value, scalar) ?? MISMATCH;
  return MISMATCH;
}

/** `add`. */
export const ADD: Operation = {
  name: "add",
  numbers: (left, right) => left + right,
  quantities: (left, right) => formatQuantity(addQuantities(left, right)),
  durations: (left, right) => formatGoDuration(BigInt.asIntN(64, left + right)),
};

/** `subtract`. */
export const SUBTRACT: Operation = {
  name: "subtract",
  numbers: (left, right) => left - right,
  quantities: (left, right) => formatQuantity(subtractQuantities(left, right)),
  durations: (left, right) => formatGoDuration(BigInt.asIntN(64, left - right)),
};

/** `multiply`: at most one operand has a unit. */
export const MULTIPLY: Operation = {
  name: "multiply",
  numbers: (left, right) => left * right,
  scaledQuantity: (quantity, scalar) =>
    withQuantity(scalar, (factor) => multiplyQuantities(quantity, factor)),
  scaledDuration: (duration, scalar) =>
    formatGoDuration(durationOfSeconds(secondsOf(duration) * scalar)),
};

/** `divide`: two operands with units of one kind give a number. */
export const DIVIDE: Operation = {
  name: "divide",
  numbers: (left, right) => (right === 0 ? ZERO_DIVISOR : left / right),
  quantities: (left, right) => {
    const divisor = quantityAsDouble(right);
    return divisor === 0 ? ZERO_DIVISOR : quantityAsDouble(left) / divisor;
  },
  durations: (left, right) => (right === 0n ? ZERO_DIVISOR : secondsOf(left) / secondsOf(right)),
  scaledQuantity: (quantity, scalar) =>
    scalar === 0
      ? ZERO_DIVISOR
      : withQuantity(scalar, (divisor) => divideQuantities(quantity, divisor)),
  scaledDuration: (duration, scalar) =>
    scalar === 0 ? ZERO_DIVISOR : formatGoDuration(durationOfSeconds(secondsOf(duration) / scalar)),
};

/** `modulo`: whole numbers only. */
export const MODULO: Operation = {
  name: "modulo",
  numbers: (left, right) => {
    const rest = remainder(left, right);
    return rest instanceof Refusal ? rest : Number(rest);
  },
  quantities: (left, right) => {
    const rest = remainder(quantityAsDouble(left), quantityAsDouble(right));
    if (rest instanceof Refusal) return rest;
    return formatQuantity({ ...quantityOfInt(rest), format: left.format });
  },
  durations: (left, right) => (right === 0n ? ZERO_DIVISOR : formatGoDuration(left % right)),
};

function remainder(left: number, right: number): bigint | Refusal {
  if (right === 0) return ZERO_DIVISOR;
  if (!isInt64(left) || !isInt64(right)) return NOT_INTEGER;
  return BigInt(left) % BigInt(right);
}

function isInt64(value: number): boolean {
  return Number.isInteger(value) && value >= -(2 ** 63) && value < 2 ** 63;
}

/** Kyverno reads a scalar as a quantity from its text. */
function withQuantity(scalar: number, calculateWith: (scalar: Quantity) => Quantity): unknown {
  const quantity = parseQuantity(formatGoDouble(scalar));
  return quantity.ok
    ? formatQuantity(calculateWith(quantity.value))
    : new QueryError(quantity.error);
}
