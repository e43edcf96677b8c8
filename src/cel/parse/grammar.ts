import type { TokenKind } from "./token.ts";

/** The rules of CEL's grammar, with cel-go's names; the recursion limit counts each one on its own. */
export const RULE_NAMES = [
  "start",
  "expr",
  "conditionalOr",
  "conditionalAnd",
  "relation",
  "calc",
  "unary",
  "member",
  "primary",
  "exprList",
  "listInit",
  "fieldInitializerList",
  "optField",
  "mapInitializerList",
  "escapeIdent",
  "optExpr",
  "literal",
] as const;

/** A rule of the grammar. */
export type RuleName = (typeof RULE_NAMES)[number];

/** A piece of a rule. A plain string is a token. */
export type Piece =
  | TokenKind
  | { readonly is: "set"; readonly kinds: readonly TokenKind[] }
  | { readonly is: "rule"; readonly rule: RuleName; readonly precedence: number }
  | { readonly is: "sequence"; readonly pieces: readonly Piece[] }
  | { readonly is: "choice"; readonly choices: readonly Piece[] }
  | { readonly is: "optional" | "star" | "plus"; readonly piece: Piece }
  /** A left-recursive step: allowed at this precedence or below; wraps what was read so far as this alternative. */
  | { readonly is: "wrap"; readonly precedence: number; readonly alternative: number };

const oneOf = (...kinds: TokenKind[]): Piece => ({ is: "set", kinds });
const rule = (name: RuleName, precedence = 0): Piece => ({ is: "rule", rule: name, precedence });
const all = (...pieces: Piece[]): Piece => ({ is: "sequence", pieces });
const choice = (...choices: Piece[]): Piece => ({ is: "choice", choices });
const optional = (...pieces: Piece[]): Piece => ({ is: "optional", piece: all(...pieces) });
const star = (...pieces: Piece[]): Piece => ({ is: "star", piece: all(...pieces) });
const plus = (...pieces: Piece[]): Piece => ({ is: "plus", piece: all(...pieces) });
const wrap = (precedence: number, alternative: number): Piece => ({
  is: "wrap",
  precedence,
  alternative,
});

/** The alternatives of `unary`, `member`, `primary` and `literal`, by the number that a tree node keeps. */
export const UNARY = { member: 1, not: 2, negate: 3 } as const;
export const MEMBER = { primary: 0, select: 1, call: 2, index: 3 } as const;
export const PRIMARY = {
  ident: 1,
  call: 2,
  nested: 3,
  list: 4,
  map: 5,
  struct: 6,
  literal: 7,
} as const;

const entry = (key: RuleName): Piece => all(rule(key), ":", rule("expr"));
const listOf = (piece: Piece): Piece => all(piece, star(",", piece));

/** CEL's grammar as cel-go 0.31 has it, left recursion unrolled into loops the way ANTLR does. */
export const GRAMMAR: Readonly<Record<RuleName, Piece>> = {
  start: all(rule("expr"), "EOF"),
  expr: all(rule("conditionalOr"), optional("?", rule("conditionalOr"), ":", rule("expr"))),
  conditionalOr: all(rule("conditionalAnd"), star("||", rule("conditionalAnd"))),
  conditionalAnd: all(rule("relation"), star("&&", rule("relation"))),
  relation: all(
    rule("calc"),
    star(wrap(1, 1), oneOf("<", "<=", ">=", ">", "==", "!=", "in"), rule("relation", 2)),
  ),
  calc: all(
    rule("unary"),
    star(
      choice(
        all(wrap(2, 1), oneOf("*", "/", "%"), rule("calc", 3)),
        all(wrap(1, 1), oneOf("+", "-"), rule("calc", 2)),
      ),
    ),
  ),
  unary: choice(rule("member"), all(plus("!"), rule("member")), all(plus("-"), rule("member"))),
  member: all(
    rule("primary"),
    star(
      choice(
        all(wrap(3, MEMBER.select), ".", optional("?"), rule("escapeIdent")),
        all(wrap(2, MEMBER.call), ".", "IDENTIFIER", "(", optional(rule("exprList")), ")"),
        all(wrap(1, MEMBER.index), "[", optional("?"), rule("expr"), "]"),
      ),
    ),
  ),
  primary: choice(
    all(optional("."), "IDENTIFIER"),
    all(optional("."), "IDENTIFIER", "(", optional(rule("exprList")), ")"),
    all("(", rule("expr"), ")"),
    all("[", optional(rule("listInit")), optional(","), "]"),
    all("{", optional(rule("mapInitializerList")), optional(","), "}"),
    all(
      optional("."),
      "IDENTIFIER",
      star(".", "IDENTIFIER"),
      all("{", optional(rule("fieldInitializerList")), optional(","), "}"),
    ),
    rule("literal"),
  ),
  exprList: listOf(rule("expr")),
  listInit: listOf(rule("optExpr")),
  fieldInitializerList: listOf(entry("optField")),
  optField: all(optional("?"), rule("escapeIdent")),
  mapInitializerList: listOf(entry("optExpr")),
  escapeIdent: choice("IDENTIFIER", "ESC_IDENTIFIER"),
  optExpr: all(optional("?"), rule("expr")),
  literal: choice(
    all(optional("-"), "NUM_INT"),
    "NUM_UINT",
    all(optional("-"), "NUM_FLOAT"),
    "STRING",
    "BYTES",
    "true",
    "false",
    "null",
  ),
};
