import { formatPlainDouble } from "../../values/plain-number.ts";
import { defineFunction } from "../define-function.ts";
import { fail } from "./fail.ts";
import { listOf } from "./list-of.ts";

/** `object_from_lists`: an object of keys and values that stand at the same places; null where a value is missing. */
export const objectFromLists = defineFunction({
  name: "object_from_lists",
  summary: "an object of a list of keys and a list of values",
  args: [["array"], ["array"]],
  returns: ["object"],
  call: ([keys, valueList]) => {
    const values = listOf(valueList);
    const members: [string, unknown][] = [];
    for (const [index, key] of listOf(keys).entries()) {
      const name = keyText(key);
      if (name === undefined)
        return fail("object_from_lists", "argument #1 is not of type StringArray");
      members.push([name, values[index] ?? null]);
    }
    return Object.fromEntries(members);
  },
});

function keyText(key: unknown): string | undefined {
  if (typeof key === "string") return key;
  if (typeof key === "number") return formatPlainDouble(key);
  return typeof key === "boolean" ? String(key) : undefined;
}
