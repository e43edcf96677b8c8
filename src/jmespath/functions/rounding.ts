import { defineFunction } from "../define-function.ts";

/** `abs`: the size of a number. */
export const abs = defineFunction({
  name: "abs",
  summary: "size of a number",
  args: [["number"]],
  returns: ["number"],
  call: ([value]) => Math.abs(Number(value)),
});

/** `ceil`: the next whole number up. */
export const ceil = defineFunction({
  name: "ceil",
  summary: "next whole number up",
  args: [["number"]],
  returns: ["number"],
  call: ([value]) => Math.ceil(Number(value)),
});

/** `floor`: the next whole number down. */
export const floor = defineFunction({
  name: "floor",
  summary: "next whole number down",
  args: [["number"]],
  returns: ["number"],
  call: ([value]) => Math.floor(Number(value)),
});
