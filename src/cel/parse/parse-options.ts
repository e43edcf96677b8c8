/** Which rewrites the environment asks for while parsing. */
export interface ParseOptions {
  /** Rewrite `x.orValue(y)` to `__orValueCompat__(x, y)`. */
  readonly orValueCompat: boolean;
  /** Two-variable `all`, `exists`, `existsOne`, `transformList`, `transformMap`, `transformMapEntry` are macros. */
  readonly twoVariableMacros: boolean;
}
