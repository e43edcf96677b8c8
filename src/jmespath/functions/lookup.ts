import { formatGoDouble } from "../../values/go-number.ts";
import { defineFunction } from "../define-function.ts";
import { isMapping } from "../language/truth.ts";
import { fail } from "./fail.ts";
import { listOf } from "./list-of.ts";

/** `lookup`: the value of a key or the element at an index; null when there is none. */
export const lookup = defineFunction({
  name: "lookup",
  summary: "the value of a key or the element at an index",
  args: [
    ["object", "array"],
    ["string", "number"],
  ],
  returns: ["any"],
  call: ([container, key]) => {
    if (isMapping(container)) {
      if (typeof key !== "string") return fail("lookup", "argument #2 is not of type String");
      return Object.hasOwn(container, key) ? (container[key] ?? null) : null;
    }
    if (typeof key !== "number") return fail("lookup", "argument #2 is not of type Number");
    if (!Number.isInteger(key))
      return fail(
        "lookup",
        `argument #2: expected an integer number but got: ${formatGoDouble(key)}`,
      );
    return listOf(container)[key] ?? null;
  },
});
