import { compareBytes } from "../../values/compare-bytes.ts";
import { defineFunction } from "../define-function.ts";
import { listOf } from "./list-of.ts";

/** `max`: the largest number or the last text; null of none. */
export const max = defineFunction({
  name: "max",
  summary: "largest of numbers or texts",
  args: [["array[number]", "array[string]"]],
  returns: ["number", "string"],
  call: ([list]) => best(list, (order) => order > 0),
});

/** `min`: the smallest number or the first text; null of none. */
export const min = defineFunction({
  name: "min",
  summary: "smallest of numbers or texts",
  args: [["array[number]", "array[string]"]],
  returns: ["number", "string"],
  call: ([list]) => best(list, (order) => order < 0),
});

function best(argument: unknown, isBetter: (order: number) => boolean): unknown {
  const [first = null, ...others] = listOf(argument);
  let found = first;
  for (const value of others) if (isBetter(compareValues(value, found))) found = value;
  return found;
}

function compareValues(left: unknown, right: unknown): number {
  return typeof left === "number" && typeof right === "number"
    ? left - right
    : compareBytes(String(left), String(right));
}
