import { defineFunction } from "../define-function.ts";

/** `starts_with`: whether a text begins with another. */
export const startsWith = defineFunction({
  name: "starts_with",
  summary: "whether a text begins with another",
  args: [["string"], ["string"]],
  returns: ["bool"],
  call: ([text, prefix]) => String(text).startsWith(String(prefix)),
});

/** `ends_with`: whether a text ends with another. */
export const endsWith = defineFunction({
  name: "ends_with",
  summary: "whether a text ends with another",
  args: [["string"], ["string"]],
  returns: ["bool"],
  call: ([text, suffix]) => String(text).endsWith(String(suffix)),
});
