/** Token kinds in the order of cel-go's grammar: that is the order in which error texts list them. */
export const TOKEN_KINDS = [
  "EOF",
  "==",
  "!=",
  "in",
  "<",
  "<=",
  ">=",
  ">",
  "&&",
  "||",
  "[",
  "]",
  "{",
  "}",
  "(",
  ")",
  ".",
  ",",
  "-",
  "!",
  "?",
  ":",
  "+",
  "*",
  "/",
  "%",
  "true",
  "false",
  "null",
  "NUM_FLOAT",
  "NUM_INT",
  "NUM_UINT",
  "STRING",
  "BYTES",
  "IDENTIFIER",
  "ESC_IDENTIFIER",
] as const;

/** The kind of a token: its text, or the name of its class. */
export type TokenKind = (typeof TOKEN_KINDS)[number];

/** One token, white space and comments left out; `at` and `end` are code point offsets. */
export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly at: number;
  readonly end: number;
}

const NAMED = /^[A-Z_]+$/;

/** A token kind as ANTLR shows it: `'&&'`, `NUM_INT`, `<EOF>`. */
function nameOf(kind: TokenKind): string {
  if (kind === "EOF") return "<EOF>";
  return NAMED.test(kind) ? kind : `'${kind}'`;
}

/** A set of token kinds as ANTLR's error texts show it: `<EOF>` or `{'}', ','}`. */
export function formatTokenKinds(kinds: ReadonlySet<TokenKind>): string {
  const names = TOKEN_KINDS.filter((kind) => kinds.has(kind)).map(nameOf);
  return names.length === 1 ? names.join("") : `{${names.join(", ")}}`;
}
