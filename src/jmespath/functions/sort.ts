import { compareBytes } from "../../values/compare-bytes.ts";
import { defineFunction } from "../define-function.ts";
import { listOf } from "./list-of.ts";

/** `sort`: numbers by size, texts by their bytes. */
export const sort = defineFunction({
  name: "sort",
  summary: "numbers or texts in order",
  args: [["array[string]", "array[number]"]],
  returns: ["array[string]", "array[number]"],
  call: ([argument]) => {
    const list = listOf(argument);
    return list.every((value) => typeof value === "number")
      ? list.toSorted((left, right) => left - right)
      : list.map(String).toSorted(compareBytes);
  },
});
