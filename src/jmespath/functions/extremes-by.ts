import { compareBytes } from "../../values/compare-bytes.ts";
import { defineFunction } from "../define-function.ts";
import { QueryError } from "../query-error.ts";
import { referenceOf } from "./reference-of.ts";
import { listOf } from "./list-of.ts";

/** `max_by`: the element with the largest key. */
export const maxBy = defineFunction({
  name: "max_by",
  summary: "element with the largest key",
  args: [["array"], ["expref"]],
  returns: ["any"],
  call: ([list, expression]) => bestBy(list, expression, (order) => order > 0),
});

/** `min_by`: the element with the smallest key. */
export const minBy = defineFunction({
  name: "min_by",
  summary: "element with the smallest key",
  args: [["array"], ["expref"]],
  returns: ["any"],
  call: ([list, expression]) => bestBy(list, expression, (order) => order < 0),
});

/** The first best element; a single one is never looked at. */
function bestBy(
  argument: unknown,
  expression: unknown,
  isBetter: (order: number) => boolean,
): unknown {
  const reference = referenceOf(expression);
  const [first = null, ...others] = listOf(argument);
  if (reference === undefined || others.length === 0) return first;
  let best = reference.evaluate(first);
  if (best instanceof QueryError) return best;
  if (typeof best !== "number" && typeof best !== "string")
    return new QueryError("invalid type, must be number of string");
  let found = first;
  for (const element of others) {
    const key = reference.evaluate(element);
    if (key instanceof QueryError) return key;
    const order = compareKeys(key, best);
    if (order === undefined) return new QueryError(`invalid type, must be ${typeof best}`);
    if (isBetter(order)) {
      best = key;
      found = element;
    }
  }
  return found;
}

function compareKeys(key: unknown, best: unknown): number | undefined {
  if (typeof key === "number" && typeof best === "number") return key - best;
  return typeof key === "string" && typeof best === "string" ? compareBytes(key, best) : undefined;
}
