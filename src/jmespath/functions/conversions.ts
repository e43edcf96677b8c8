import { formatGoJson } from "../../values/go-json-text.ts";
import { parseGoFloat } from "../../values/go-parse-float.ts";
import { defineFunction } from "../define-function.ts";
import { QueryError } from "../query-error.ts";
import { referenceOf } from "./reference-of.ts";
import { listOf } from "./list-of.ts";

/** What an expression is in place of a value. */
const UNKNOWN = new QueryError("unknown type");

/** Go's ints, such as a foreach's index, and expressions are none of JMESPath's types. */
function isUnknown(value: unknown): boolean {
  return typeof value === "bigint" || referenceOf(value) !== undefined;
}

/** `to_array`: a list as it is, anything else as the only element of one. */
export const toArray = defineFunction({
  name: "to_array",
  summary: "a list of what is none",
  args: [["any"]],
  returns: ["array"],
  call: ([value]) => (Array.isArray(value) ? listOf(value) : [value ?? null]),
});

/** `to_number`: a number, or the one that a text is; null for everything else. */
export const toNumber = defineFunction({
  name: "to_number",
  summary: "the number that a text is",
  args: [["any"]],
  returns: ["number"],
  call: ([value]) => {
    if (typeof value === "number") return value;
    if (isUnknown(value)) return UNKNOWN;
    return typeof value === "string" ? (parseGoFloat(value) ?? null) : null;
  },
});

/** `to_string`: a text as it is, anything else as JSON. */
export const toText = defineFunction({
  name: "to_string",
  summary: "a text as it is, anything else as JSON",
  args: [["any"]],
  returns: ["string"],
  call: ([value]) => {
    if (typeof value === "string") return value;
    if (referenceOf(value) !== undefined) return "{}";
    const json = formatGoJson(value);
    return json.ok ? json.value : new QueryError(json.error);
  },
});

/** `type`: JMESPath's name of a value's type. */
export const type = defineFunction({
  name: "type",
  summary: "name of a value's type",
  args: [["any"]],
  returns: ["string"],
  call: ([value]) => {
    if (value === null || value === undefined) return "null";
    if (isUnknown(value)) return UNKNOWN;
    if (Array.isArray(value)) return "array";
    return typeof value;
  },
});
