import { compileRegexp } from "../../values/go-regexp.ts";
import { defineFunction } from "../define-function.ts";
import { QueryError } from "../query-error.ts";
import { textOf } from "./text-of.ts";

/** `regex_match`: whether an RE2 expression matches a part of a text. */
export const regexMatch = defineFunction({
  name: "regex_match",
  summary: "whether an RE2 expression matches a part of a text",
  args: [["string"], ["string", "number"]],
  returns: ["bool"],
  call: ([pattern, text]) => {
    const regex = compileRegexp(String(pattern));
    if (!regex.ok) return new QueryError(regex.error);
    return regex.value.test(textOf(text));
  },
});
