import { defineFunction } from "../define-function.ts";
import { isMapping } from "../language/truth.ts";
import { QueryError } from "../query-error.ts";

/** `merge`: one object of all keys, later ones win; Kyverno crashes on what is no object. */
export const merge = defineFunction({
  name: "merge",
  summary: "one object with the keys of all, later ones win",
  args: [["any"]],
  returns: ["object"],
  variadic: true,
  call: (objects) => {
    const members: (readonly [string, unknown])[] = [];
    for (const object of objects) {
      if (!isMapping(object)) return new QueryError("interface conversion: not an object");
      members.push(...Object.entries(object));
    }
    return Object.fromEntries(members);
  },
});
