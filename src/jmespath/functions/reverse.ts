import { defineFunction } from "../define-function.ts";
import { listOf } from "./list-of.ts";

/** `reverse`: a text or list from back to front. */
export const reverse = defineFunction({
  name: "reverse",
  summary: "a text or list from back to front",
  args: [["array", "string"]],
  returns: ["array", "string"],
  call: ([value]) => {
    if (typeof value === "string") return Array.from(value).toReversed().join("");
    return listOf(value).toReversed();
  },
});
