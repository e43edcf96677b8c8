import { defineFunction } from "../define-function.ts";
import { QueryError } from "../query-error.ts";
import { ADD, calculate } from "./arithmetic/calculate.ts";
import { fail } from "./fail.ts";
import { listOf } from "./list-of.ts";

const SUM = { ...ADD, name: "sum" };

/** `sum`: the sum of all elements; a single one is given back whatever it is. */
export const sum = defineFunction({
  name: "sum",
  summary: "sum of numbers, quantities or durations",
  args: [["array"]],
  returns: ["any"],
  call: ([argument]) => {
    const list = listOf(argument);
    if (list.length === 0) return fail("sum", "at least one element in the array is required");
    let total: unknown = list[0] ?? null;
    for (const element of list.slice(1)) {
      total = calculate(SUM, total, element);
      if (total instanceof QueryError) return total;
    }
    return total;
  },
});
