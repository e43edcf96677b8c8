import type { Offset } from "./ast.ts";

/** One reason why an expression does not compile, at a code point offset. */
export interface CelIssue {
  readonly at: Offset;
  readonly message: string;
}
