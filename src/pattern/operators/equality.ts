import type { PatternOperator } from "../define-operator.ts";
import { compareWith } from "./compare-operand.ts";

/** Whatever no other operator takes: a duration, a quantity, or a text with wildcards. */
export const equality: PatternOperator = {
  name: "equality",
  example: "nginx:*",
  compile: (text) => compareWith(text.trim(), "="),
};
