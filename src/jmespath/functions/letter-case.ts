import { equalFold as isEqualFold, toLowerCase, toUpperCase } from "../../values/letter-case.ts";
import { defineFunction } from "../define-function.ts";

/** `to_upper`: a text in upper case. */
export const toUpper = defineFunction({
  name: "to_upper",
  summary: "a text in upper case",
  args: [["string"]],
  returns: ["string"],
  call: ([text]) => toUpperCase(String(text)),
});

/** `to_lower`: a text in lower case. */
export const toLower = defineFunction({
  name: "to_lower",
  summary: "a text in lower case",
  args: [["string"]],
  returns: ["string"],
  call: ([text]) => toLowerCase(String(text)),
});

/** `equal_fold`: whether two texts differ at most in case. */
export const equalFold = defineFunction({
  name: "equal_fold",
  summary: "whether two texts differ at most in case",
  args: [["string"], ["string"]],
  returns: ["bool"],
  call: ([left, right]) => isEqualFold(String(left), String(right)),
});
