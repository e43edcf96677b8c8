import { defineFunction } from "../define-function.ts";
import { isMapping } from "../language/truth.ts";

/** `keys`: the keys of an object; Kyverno gives them in random order. */
export const keys = defineFunction({
  name: "keys",
  summary: "keys of an object",
  args: [["object"]],
  returns: ["array[string]"],
  call: ([object]) => (isMapping(object) ? Object.keys(object) : null),
});

/** `values`: the values of an object; Kyverno gives them in random order. */
export const values = defineFunction({
  name: "values",
  summary: "values of an object",
  args: [["object"]],
  returns: ["array"],
  call: ([object]) => (isMapping(object) ? Object.values(object) : null),
});
