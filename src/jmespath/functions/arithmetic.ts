import { defineFunction, type JmesPathFunction } from "../define-function.ts";
import {
  ADD,
  calculate,
  DIVIDE,
  MODULO,
  MULTIPLY,
  SUBTRACT,
  type Operation,
} from "./arithmetic/calculate.ts";

/** `add`: the sum of numbers, quantities or durations. */
export const add = define(ADD, "sum of two numbers, quantities or durations");

/** `subtract`: the difference of numbers, quantities or durations. */
export const subtract = define(SUBTRACT, "difference of two numbers, quantities or durations");

/** `divide`: the quotient of numbers, quantities or durations. */
export const divide = define(DIVIDE, "quotient of numbers, quantities or durations");

/** `modulo`: the remainder of whole numbers, quantities or durations. */
export const modulo = define(MODULO, "remainder of whole numbers, quantities or durations");

/** `multiply`: the product of numbers, or of a number and a quantity or duration. */
export const multiply = defineFunction({
  name: "multiply",
  summary: "product of numbers, or of a number and a quantity or duration",
  args: [["any"], ["any"]],
  returns: ["any"],
  call: ([left, right]) =>
    typeof left === "number" ? calculate(MULTIPLY, right, left) : calculate(MULTIPLY, left, right),
});

function define(operation: Operation, summary: string): JmesPathFunction {
  return defineFunction({
    name: operation.name,
    summary,
    args: [["any"], ["any"]],
    returns: ["any"],
    call: ([left, right]) => calculate(operation, left, right),
  });
}
