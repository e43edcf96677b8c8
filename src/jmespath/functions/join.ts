import { defineFunction } from "../define-function.ts";
import { listOf } from "./list-of.ts";

/** `join`: texts with a separator between them. */
export const join = defineFunction({
  name: "join",
  summary: "texts with a separator between them",
  args: [["string"], ["array[string]"]],
  call: ([separator, texts]) => listOf(texts).join(String(separator)),
});
