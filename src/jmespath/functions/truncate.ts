import { defineFunction } from "../define-function.ts";

/** `truncate`: the first characters of a text. */
export const truncate = defineFunction({
  name: "truncate",
  summary: "the first n characters of a text",
  args: [["string"], ["number"]],
  returns: ["string"],
  call: ([text, count]) =>
    Array.from(String(text))
      .slice(0, Math.max(0, Math.trunc(Number(count))))
      .join(""),
});
