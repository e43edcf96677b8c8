import { defineFunction } from "../define-function.ts";
import { QueryError } from "../query-error.ts";
import { referenceOf } from "./reference-of.ts";
import { listOf } from "./list-of.ts";

/** `map`: what an expression gives on each element, nulls included. */
export const map = defineFunction({
  name: "map",
  summary: "what an expression gives on each element",
  args: [["expref"], ["array"]],
  returns: ["array"],
  call: ([expression, list]) => {
    const reference = referenceOf(expression);
    if (reference === undefined) return null;
    const mapped: unknown[] = [];
    for (const element of listOf(list)) {
      const value = reference.evaluate(element);
      if (value instanceof QueryError) return value;
      mapped.push(value ?? null);
    }
    return mapped;
  },
});
