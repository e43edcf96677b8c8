import { defineFunction } from "../define-function.ts";
import { LONGEST_TEXT, TOO_LONG } from "./text-limit.ts";

/** `replace`: a text with the first occurrences of a part replaced; all when the count is negative. */
export const replace = defineFunction({
  name: "replace",
  summary: "a text with the first n occurrences of a part replaced",
  args: [["string"], ["string"], ["string"], ["number"]],
  returns: ["string"],
  call: ([text, part, by, count]) =>
    replaceTimes(String(text), String(part), String(by), Math.trunc(Number(count))),
});

/** `replace_all`: a text with every occurrence of a part replaced. */
export const replaceAll = defineFunction({
  name: "replace_all",
  summary: "a text with every occurrence of a part replaced",
  args: [["string"], ["string"], ["string"]],
  returns: ["string"],
  call: ([text, part, by]) => replaceTimes(String(text), String(part), String(by), -1),
});

/** Go's `strings.Replace`: the empty part stands before each character and at the end. */
function replaceTimes(text: string, part: string, by: string, count: number): unknown {
  const pieces = part === "" ? ["", ...Array.from(text), ""] : text.split(part);
  const times = Math.min(count >= 0 ? count : Infinity, pieces.length - 1);
  if (text.length + times * by.length > LONGEST_TEXT) return TOO_LONG;
  return (
    pieces.slice(0, times + 1).join(by) +
    pieces
      .slice(times + 1)
      .map((piece) => part + piece)
      .join("")
  );
}
