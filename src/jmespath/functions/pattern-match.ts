import { matchesWildcard } from "../../values/wildcard.ts";
import { defineFunction } from "../define-function.ts";
import { textOf } from "./text-of.ts";

/** `pattern_match`: whether a whole text fits a pattern with `*` and `?`. */
export const patternMatch = defineFunction({
  name: "pattern_match",
  summary: "whether a text fits a pattern with * and ?",
  args: [["string"], ["string", "number"]],
  returns: ["bool"],
  call: ([pattern, text]) => matchesWildcard(String(pattern), textOf(text)),
});
