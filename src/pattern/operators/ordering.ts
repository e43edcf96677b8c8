import type { PatternOperator } from "../define-operator.ts";
import { type Comparison, compareWith } from "./compare-operand.ts";

/** Longest first: `>=` is not `>` with the operand `=…`. */
const PREFIXES: readonly Comparison[] = [">=", "<=", ">", "<", "!"];

/** `>=5`, `<1Gi`, `!latest`; a text of one character is never an operator. */
export const ordering: PatternOperator = {
  name: "ordering",
  example: ">=128Mi",
  compile(text) {
    const prefix = PREFIXES.find((candidate) => text.startsWith(candidate));
    if (prefix === undefined || text.length < 2) return undefined;
    return compareWith(text.slice(prefix.length).trim(), prefix);
  },
};
