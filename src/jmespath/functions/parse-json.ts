import { parseGoJson } from "../../values/go-json.ts";
import { defineFunction } from "../define-function.ts";
import { QueryError } from "../query-error.ts";

/** `parse_json`: the value of a JSON text. */
export const parseJson = defineFunction({
  name: "parse_json",
  summary: "the value of a JSON text",
  args: [["string"]],
  returns: ["any"],
  call: ([text]) => {
    const json = parseGoJson(String(text));
    return json.ok ? json.value : new QueryError(json.error);
  },
});
