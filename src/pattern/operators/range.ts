import type { PatternOperator } from "../define-operator.ts";
import { compareWith } from "./compare-operand.ts";

const RANGE = /^([-|+]?\d+(?:\.\d+)?[A-Za-z]*)(!?)-([-|+]?\d+(?:\.\d+)?[A-Za-z]*)$/u;

/** `1-10` matches inside the range, `1!-10` outside it; both ends belong to the range. */
export const range: PatternOperator = {
  name: "range",
  example: "128Mi-1Gi",
  compile(text) {
    const [, low, negation, high] = RANGE.exec(text) ?? [];
    if (low === undefined || high === undefined) return undefined;
    if (negation === "!") {
      const isBelow = compareWith(low, "<");
      const isAbove = compareWith(high, ">");
      return (value) => isBelow(value) || isAbove(value);
    }
    const isFromLow = compareWith(low, ">=");
    const isToHigh = compareWith(high, "<=");
    return (value) => isFromLow(value) && isToHigh(value);
  },
};
