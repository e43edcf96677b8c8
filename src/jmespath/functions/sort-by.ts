import { compareBytes } from "../../values/compare-bytes.ts";
import { defineFunction } from "../define-function.ts";
import { QueryError } from "../query-error.ts";
import { referenceOf } from "./reference-of.ts";
import { listOf } from "./list-of.ts";

/** `sort_by`: elements in the order of a key, equal ones as they were. Kyverno also reorders the list it was given. */
export const sortBy = defineFunction({
  name: "sort_by",
  summary: "elements in the order of a key",
  args: [["array"], ["expref"]],
  returns: ["array"],
  call: ([argument, expression]) => {
    const reference = referenceOf(expression);
    const list = listOf(argument);
    // A single element is never looked at.
    if (list.length < 2 || reference === undefined) return list;
    const keyed = list.map((element) => ({ element, key: reference.evaluate(element) }));
    const first = keyed[0]?.key;
    if (first instanceof QueryError) return first;
    if (typeof first !== "number" && typeof first !== "string")
      return new QueryError("invalid type, must be number of string");
    if (keyed.some(({ key }) => typeof key !== typeof first))
      return new QueryError("error in sort_by comparison");
    return keyed
      .toSorted((left, right) => compareKeys(left.key, right.key))
      .map(({ element }) => element);
  },
});

function compareKeys(left: unknown, right: unknown): number {
  return typeof left === "number" && typeof right === "number"
    ? left - right
    : compareBytes(String(left), String(right));
}
