import { toLowerCase } from "../../values/letter-case.ts";
import { defineFunction } from "../define-function.ts";
import { fail } from "./fail.ts";

/** `to_boolean`: true and false in any case. */
export const toBoolean = defineFunction({
  name: "to_boolean",
  summary: "the boolean that a text is",
  args: [["string"]],
  returns: ["bool"],
  call: ([text]) => {
    const lower = toLowerCase(String(text));
    if (lower === "true" || lower === "false") return lower === "true";
    return fail(
      "to_boolean",
      `lowercase argument must be 'true' or 'false' (provided: '${String(text)}')`,
    );
  },
});
