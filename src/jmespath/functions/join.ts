import { defineFunction } from "../define-function.ts";
import { listOf } from "./list-of.ts";
import { LONGEST_TEXT, TOO_LONG } from "./text-limit.ts";

/** `join`: texts with a separator between them. */
export const join = defineFunction({
  name: "join",
  summary: "texts with a separator between them",
  args: [["string"], ["array[string]"]],
  returns: ["string"],
  call: ([argument, list]) => {
    const separator = String(argument);
    const texts = listOf(list).map(String);
    const length = texts.reduce((sum, text) => sum + text.length + separator.length, 0);
    return length > LONGEST_TEXT ? TOO_LONG : texts.join(separator);
  },
});
