/** Names that no variable or function may have (CEL's specification). */
export const RESERVED: ReadonlySet<string> = new Set(
  (
    "as break const continue else false for function if import in let loop package namespace null return true var " +
    "void while"
  ).split(" "),
);
