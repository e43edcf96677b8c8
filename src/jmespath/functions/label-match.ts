import { defineFunction } from "../define-function.ts";
import { isEqual, isMapping } from "../language/truth.ts";

/** `label_match`: whether labels have every pair of a selector. */
export const labelMatch = defineFunction({
  name: "label_match",
  summary: "whether labels have every pair of a selector",
  args: [["object"], ["object"]],
  returns: ["bool"],
  call: ([selector, labels]) =>
    isMapping(selector) &&
    isMapping(labels) &&
    Object.entries(selector).every(
      ([key, value]) => Object.hasOwn(labels, key) && isEqual(labels[key], value),
    ),
});
