import { defineFunction } from "../define-function.ts";

/** `replace`: a text with the first occurrences of a part replaced; all when the count is negative. */
export const replace = defineFunction({
  name: "replace",
  summary: "a text with the first n occurrences of a part replaced",
  args: [["string"], ["string"], ["string"], ["number"]],
  call: ([text, part, by, count]) =>
    replaceTimes(String(text), String(part), String(by), Math.trunc(Number(count))),
});

/** `replace_all`: a text with every occurrence of a part replaced. */
export const replaceAll = defineFunction({
  name: "replace_all",
  summary: "a text with every occurrence of a part replaced",
  args: [["string"], ["string"], ["string"]],
  call: ([text, part, by]) => replaceTimes(String(text), String(part), String(by), -1),
});

/** Go's `strings.Replace`: the empty part stands before each character and at the end. */
function replaceTimes(text: string, part: string, by: string, count: number): string {
  if (count < 0 && part !== "") return text.split(part).join(by);
  const pieces = part === "" ? ["", ...Array.from(text), ""] : text.split(part);
  const times = Math.min(count < 0 ? Infinity : count, pieces.length - 1);
  return (
    pieces.slice(0, times + 1).join(by) +
    pieces
      .slice(times + 1)
      .map((piece) => part + piece)
      .join("")
  );
}
