import { defineFunction } from "../define-function.ts";
import { listOf } from "./list-of.ts";

/** `avg`: the mean of numbers; NaN of none, as in Go. */
export const avg = defineFunction({
  name: "avg",
  summary: "mean of numbers",
  args: [["array[number]"]],
  returns: ["number"],
  call: ([values]) => mean(listOf(values).map(Number)),
});

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
