import { defineFunction } from "../define-function.ts";

/** `not_null`: the first argument that is not null. */
export const notNull = defineFunction({
  name: "not_null",
  summary: "first argument that is not null",
  args: [["any"]],
  returns: ["any"],
  variadic: true,
  call: (values) => values.find((value) => value !== null && value !== undefined) ?? null,
});
