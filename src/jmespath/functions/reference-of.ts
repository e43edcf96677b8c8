import type { ExpressionReference } from "../define-function.ts";
import { Reference } from "../language/reference.ts";

/** The `&expression` that an argument is; undefined for any other value. */
export function referenceOf(argument: unknown): ExpressionReference | undefined {
  return argument instanceof Reference ? argument : undefined;
}
