import { defineFunction } from "../define-function.ts";

/** `split`: the parts of a text between separators; its characters for an empty separator. */
export const split = defineFunction({
  name: "split",
  summary: "parts of a text between separators",
  args: [["string"], ["string"]],
  returns: ["array[string]"],
  call: ([text, separator]) =>
    separator === "" ? Array.from(String(text)) : String(text).split(String(separator)),
});
