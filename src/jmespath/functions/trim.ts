import { defineFunction } from "../define-function.ts";

/** `trim`: a text without the characters of a set at its ends. */
export const trim = defineFunction({
  name: "trim",
  summary: "a text without characters of a set at its ends",
  args: [["string"], ["string"]],
  returns: ["string"],
  call: ([text, set]) => {
    const characters = Array.from(String(text));
    const unwanted = new Set(String(set));
    const isKept = (character: string): boolean => !unwanted.has(character);
    const from = characters.findIndex(isKept);
    return from === -1 ? "" : characters.slice(from, characters.findLastIndex(isKept) + 1).join("");
  },
});

/** `trim_prefix`: a text without a beginning. */
export const trimPrefix = defineFunction({
  name: "trim_prefix",
  summary: "a text without a beginning",
  args: [["string"], ["string"]],
  returns: ["string"],
  call: ([whole, start]) => {
    const text = String(whole);
    const prefix = String(start);
    return text.startsWith(prefix) ? text.slice(prefix.length) : text;
  },
});
