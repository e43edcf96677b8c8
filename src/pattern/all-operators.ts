import type { PatternOperator } from "./define-operator.ts";
import { equality } from "./operators/equality.ts";
import { ordering } from "./operators/ordering.ts";
import { range } from "./operators/range.ts";

/** In order of precedence: the first operator that recognises the text wins. */
export const allOperators: readonly PatternOperator[] = [ordering, range, equality];
