import type { QueryEnvironment } from "../define-function.ts";

/** A compiled expression: the value on `data`, or a QueryError. */
export type Evaluate = (data: unknown, environment: QueryEnvironment) => unknown;
