import { compareBytes } from "../../values/compare-bytes.ts";
import { defineFunction } from "../define-function.ts";

/** `compare`: -1, 0 or 1 as a text comes before another, is it, or comes after it. */
export const compare = defineFunction({
  name: "compare",
  summary: "-1, 0 or 1 by the order of two texts",
  args: [["string"], ["string"]],
  returns: ["number"],
  call: ([left, right]) => Math.sign(compareBytes(String(left), String(right))),
});
