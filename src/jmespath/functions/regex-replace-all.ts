import { compileRegexp, replaceAllMatches, replaceMatches } from "../../values/go-regexp.ts";
import { defineFunction, type JmesPathType } from "../define-function.ts";
import { fail } from "./fail.ts";
import { LONGEST_TEXT, TOO_LONG } from "./text-limit.ts";
import { textOf } from "./text-of.ts";

const ARGS: readonly (readonly JmesPathType[])[] = [
  ["string"],
  ["string", "number"],
  ["string", "number"],
];

/** `regex_replace_all`: a text with every match replaced, `$1` and `$name` filled in. */
export const regexReplaceAll = defineFunction({
  name: "regex_replace_all",
  summary: "a text with every match of an RE2 expression replaced",
  args: ARGS,
  returns: ["string"],
  call: ([pattern, text, replacement]) => {
    const regex = compileRegexp(String(pattern));
    if (!regex.ok) return fail("regex_replace_all", regex.error);
    return (
      replaceAllMatches(regex.value, textOf(text), textOf(replacement), LONGEST_TEXT) ?? TOO_LONG
    );
  },
});

/** `regex_replace_all_literal`: a text with every match replaced by a text as it is. */
export const regexReplaceAllLiteral = defineFunction({
  name: "regex_replace_all_literal",
  summary: "a text with every match of an RE2 expression replaced, nothing filled in",
  args: ARGS,
  returns: ["string"],
  call: ([pattern, text, replacement]) => {
    const regex = compileRegexp(String(pattern));
    if (!regex.ok) return fail("regex_replace_all_literal", regex.error);
    const literal = textOf(replacement);
    return replaceMatches(regex.value, textOf(text), () => literal, LONGEST_TEXT) ?? TOO_LONG;
  },
});
