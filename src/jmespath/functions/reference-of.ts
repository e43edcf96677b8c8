import type { ExpressionReference } from "../define-function.ts";
import { isMapping } from "../language/truth.ts";

/** The `&expression` that an argument is. */
export function referenceOf(argument: unknown): ExpressionReference | undefined {
  return isReference(argument) ? argument : undefined;
}

function isReference(argument: unknown): argument is ExpressionReference {
  return isMapping(argument) && typeof argument["evaluate"] === "function";
}
