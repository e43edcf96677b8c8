import { parseGoJson } from "../../values/go-json.ts";
import { goQuote } from "../../values/go-quote.ts";
import { SyntaxFailure, syntaxFailure } from "./ast.ts";

/** Token names as go-jmespath prints them in syntax errors. */
export type TokenKind =
  | "tUnknown"
  | "tStar"
  | "tDot"
  | "tFilter"
  | "tFlatten"
  | "tLparen"
  | "tRparen"
  | "tLbracket"
  | "tRbracket"
  | "tLbrace"
  | "tRbrace"
  | "tOr"
  | "tPipe"
  | "tNumber"
  | "tUnquotedIdentifier"
  | "tQuotedIdentifier"
  | "tComma"
  | "tColon"
  | "tLT"
  | "tLTE"
  | "tGT"
  | "tGTE"
  | "tEQ"
  | "tNE"
  | "tJSONLiteral"
  | "tStringLiteral"
  | "tCurrent"
  | "tExpref"
  | "tAnd"
  | "tNot"
  | "tEOF";

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  /** Where it stands, as go-jmespath counts: inside the quotes of a literal. */
  readonly at: number;
}

const SINGLE: Readonly<Record<string, TokenKind>> = {
  ".": "tDot",
  "*": "tStar",
  ",": "tComma",
  ":": "tColon",
  "{": "tLbrace",
  "}": "tRbrace",
  "]": "tRbracket",
  "(": "tLparen",
  ")": "tRparen",
  "@": "tCurrent",
};

/** Two-character tokens first: the longest wins. */
const OPERATORS: readonly (readonly [string, TokenKind])[] = [
  ["[?", "tFilter"],
  ["[]", "tFlatten"],
  ["||", "tOr"],
  ["<=", "tLTE"],
  [">=", "tGTE"],
  ["!=", "tNE"],
  ["==", "tEQ"],
  ["&&", "tAnd"],
  ["[", "tLbracket"],
  ["|", "tPipe"],
  ["<", "tLT"],
  [">", "tGT"],
  ["!", "tNot"],
  ["=", "tUnknown"],
  ["&", "tExpref"],
];

const WHITE_SPACE = /[ \t\n\r]*/y;
const IDENTIFIER = /[A-Za-z_]\w*/y;
const NUMBER = /[-0-9]\d*/y;

/** Splits an expression into tokens, a final `tEOF` included; throws a SyntaxFailure. */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    at += match(WHITE_SPACE, source, at).length;
    if (at >= source.length) break;
    const token = readToken(source, at);
    tokens.push(token);
    at += token.length;
  }
  tokens.push({ kind: "tEOF", text: "", at: source.length });
  return tokens;
}

interface ReadToken extends Token {
  readonly length: number;
}

function readToken(source: string, at: number): ReadToken {
  const first = source.charAt(at);
  const single = Object.hasOwn(SINGLE, first) ? SINGLE[first] : undefined;
  if (single !== undefined) return { kind: single, text: first, at, length: 1 };
  const word = match(IDENTIFIER, source, at);
  if (word !== "") return { kind: "tUnquotedIdentifier", text: word, at, length: word.length };
  const number = match(NUMBER, source, at);
  if (number !== "") return { kind: "tNumber", text: number, at, length: number.length };
  const operator = OPERATORS.find(([text]) => source.startsWith(text, at));
  if (operator !== undefined) {
    return { kind: operator[1], text: operator[0], at, length: operator[0].length };
  }
  return readQuoted(source, at, first);
}

const QUOTED: Readonly<Record<string, TokenKind>> = {
  '"': "tQuotedIdentifier",
  "'": "tStringLiteral",
  "`": "tJSONLiteral",
};

function readQuoted(source: string, at: number, quote: string): ReadToken {
  const kind = Object.hasOwn(QUOTED, quote) ? QUOTED[quote] : undefined;
  if (kind === undefined) {
    const character = String.fromCodePoint(source.codePointAt(at) ?? 0);
    throw syntaxFailure(`Unknown char: ${quoteCharacter(character)}`, at);
  }
  const end = findEnd(source, at + 1, quote);
  if (end === undefined) throw syntaxFailure(`Unclosed delimiter: ${quote}`, source.length);
  const length = end + 1 - at;
  const inside = source.slice(at + 1, end);
  return quote === '"'
    ? { kind, text: unquote(source.slice(at, end + 1)), at, length }
    : { kind, text: inside.replaceAll(`\\${quote}`, quote), at: at + 1, length };
}

function unquote(quoted: string): string {
  const parsed = parseGoJson(quoted);
  if (!parsed.ok) throw new SyntaxFailure(parsed.error);
  return typeof parsed.value === "string" ? parsed.value : "";
}

/** Go's `strconv.QuoteRuneToASCII`. */
function quoteCharacter(character: string): string {
  if (character === "'") return String.raw`'\''`;
  if (character === '"') return `'"'`;
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x80) return `'${goQuote(character).slice(1, -1)}'`;
  const hex = code.toString(16);
  return code < 0x1_00_00 ? `'\\u${hex.padStart(4, "0")}'` : `'\\U${hex.padStart(8, "0")}'`;
}

/** A backslash hides the character after it; in a raw string only a quote can be hidden. */
function findEnd(source: string, from: number, quote: string): number | undefined {
  for (let at = from; at < source.length; at += 1) {
    const character = source.charAt(at);
    if (character === quote) return at;
    const hides = quote === "'" ? source.charAt(at + 1) === "'" : at + 1 < source.length;
    if (character === "\\" && hides) at += 1;
  }
  return undefined;
}

function match(pattern: RegExp, source: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0] ?? "";
}
