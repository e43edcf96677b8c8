import type { LiteralExpr } from "../ast.ts";
import { CelUint } from "../values.ts";
import type { Token, TokenKind } from "./token.ts";
import { unquote } from "./unquote.ts";

/** Why a literal that the grammar accepts has no value, in cel-go's words. */
export interface LiteralProblem {
  readonly problem: string;
}

const INT_MIN = -(2n ** 63n);
const INT_MAX = 2n ** 63n - 1n;
const UINT_MAX = 2n ** 64n - 1n;

type Value = LiteralExpr["value"];

const LITERALS: Readonly<
  Partial<Record<TokenKind, (text: string, negative: boolean) => Value | LiteralProblem>>
> = {
  NUM_INT: (text, negative) => {
    const value = negative ? -BigInt(text) : BigInt(text);
    return value < INT_MIN || value > INT_MAX ? { problem: "invalid int literal" } : value;
  },
  NUM_UINT: (text) => {
    const value = BigInt(text.slice(0, -1));
    return value > UINT_MAX ? { problem: "invalid uint literal" } : new CelUint(value);
  },
  NUM_FLOAT: (text, negative) => {
    const value = Number(text);
    if (!Number.isFinite(value)) return { problem: "invalid double literal" };
    return negative ? -value : value;
  },
  STRING: (text) => unquoted(text, false),
  BYTES: (text) => unquoted(text.slice(1), true),
  true: () => true,
  false: () => false,
};

function unquoted(text: string, isBytes: boolean): string | Uint8Array | LiteralProblem {
  const result = unquote(text, isBytes);
  return result.ok ? result.value : { problem: result.message };
}

/** What a token of a literal stands for, a minus before it taken in. */
export function literalValue(token: Token, negative: boolean): Value | LiteralProblem {
  return LITERALS[token.kind]?.(token.text, negative) ?? null;
}

/** Whether a literal has no value. */
export function isProblem(value: Value | LiteralProblem): value is LiteralProblem {
  return typeof value === "object" && value !== null && "problem" in value;
}
