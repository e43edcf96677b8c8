import { defineFunction } from "../define-function.ts";
import { isMapping } from "../language/truth.ts";

/** `length`: the number of characters, elements or keys. */
export const length = defineFunction({
  name: "length",
  summary: "number of characters, elements or keys",
  args: [["string", "array", "object"]],
  returns: ["number"],
  call: ([value]) => {
    if (typeof value === "string") return Array.from(value).length;
    if (Array.isArray(value)) return value.length;
    return isMapping(value) ? Object.keys(value).length : null;
  },
});
