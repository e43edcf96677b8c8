import type { Expr } from "../ast.ts";
import type { CelIssue } from "../issue.ts";

/** Which rewrites the environment asks for while parsing. */
export interface ParseOptions {
  /** Rewrite `x.orValue(y)` to `__orValueCompat__(x, y)`. */
  readonly orValueCompat: boolean;
  /** Two-variable `all`, `exists`, `existsOne`, `transformList`, `transformMap`, `transformMapEntry` are macros. */
  readonly twoVariableMacros: boolean;
}

/** A syntax tree with all macros expanded, or every syntax error in the order cel-go prints them. */
export type ParseResult =
  | { readonly ok: true; readonly root: Expr }
  | { readonly ok: false; readonly issues: readonly CelIssue[] };

/** Parses a CEL expression as cel-go's ANTLR grammar accepts it; never throws and never overflows the stack. */
export type ParseExpression = (source: string, options: ParseOptions) => ParseResult;
