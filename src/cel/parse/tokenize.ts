import type { Token, TokenKind } from "./token.ts";
import { TOKEN_KINDS } from "./token.ts";

/** The tokens, closed by one of kind `EOF`, and the stretches that the lexer could not read. */
export interface Tokens {
  readonly tokens: readonly Token[];
  readonly unreadable: readonly Pick<Token, "text" | "at" | "end">[];
}

const ESCAPE = String.raw`\\(?:[abfnrtv"'\\?${"`"}]|[xX][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-3][0-7]{2})`;
const QUOTED = [
  String.raw`[rR]"""[^]*?"""`,
  String.raw`[rR]'''[^]*?'''`,
  String.raw`[rR]"[^"\n\r]*"`,
  String.raw`[rR]'[^'\n\r]*'`,
  String.raw`"""(?:${ESCAPE}|[^\\])*?"""`,
  String.raw`'''(?:${ESCAPE}|[^\\])*?'''`,
  String.raw`"(?:${ESCAPE}|[^\\"\n\r])*"`,
  String.raw`'(?:${ESCAPE}|[^\\'\n\r])*'`,
].join("|");
const FLOAT = String.raw`[0-9]+\.[0-9]+(?:[eE][+-]?[0-9]+)?|[0-9]+[eE][+-]?[0-9]+|\.[0-9]+(?:[eE][+-]?[0-9]+)?`;

/** Kind, what it may begin with, and all of it. */
type TokenClass = readonly [kind: TokenKind, beginning: RegExp, pattern: RegExp];

/** In the order of preference where two classes match equally much; the longest match wins otherwise. */
const CLASSES: readonly TokenClass[] = [
  ["BYTES", /[bB]/, new RegExp(`[bB](?:${QUOTED})`, "uy")],
  ["STRING", /[rR"']/, new RegExp(QUOTED, "uy")],
  ["NUM_UINT", /[0-9]/, /(?:0x[0-9a-fA-F]+|[0-9]+)[uU]/y],
  ["NUM_FLOAT", /[0-9.]/, new RegExp(FLOAT, "y")],
  ["NUM_INT", /[0-9]/, /0x[0-9a-fA-F]+|[0-9]+/y],
  ["IDENTIFIER", /[A-Za-z_]/, /[A-Za-z_][A-Za-z0-9_]*/y],
  ["ESC_IDENTIFIER", /`/, /`[A-Za-z0-9_./ -]+`/y],
];
const WORDS: ReadonlyMap<string, TokenKind> = new Map(
  (["in", "true", "false", "null"] as const).map((word) => [word, word]),
);
const SYMBOLS = TOKEN_KINDS.filter((kind) => /^[^A-Za-z]/.test(kind)).toSorted(
  (a, b) => b.length - a.length,
);

/** The classes and symbols that can begin with a character. */
interface Beginnings {
  readonly classes: readonly TokenClass[];
  readonly symbols: readonly TokenKind[];
}

const BEGINNINGS = new Map<string, Beginnings>();

function beginningsOf(source: string, index: number): Beginnings {
  const first = source.charAt(index);
  const known = BEGINNINGS.get(first);
  if (known) return known;
  const made = {
    classes: CLASSES.filter(([, beginning]) => beginning.test(first)),
    symbols: SYMBOLS.filter((text) => text.startsWith(first)),
  };
  // What no token begins with is not kept: there are as many of those as characters.
  if (made.classes.length + made.symbols.length > 0) BEGINNINGS.set(first, made);
  return made;
}

interface Match {
  readonly kind: TokenKind;
  readonly length: number;
}

function lengthAt(pattern: RegExp, source: string, index: number): number {
  pattern.lastIndex = index;
  return pattern.exec(source)?.[0].length ?? 0;
}

/** Characters that are a token whatever follows; a dot is one unless a digit does. */
const ALONE: ReadonlyMap<string, TokenKind> = new Map(
  SYMBOLS.filter((kind) => kind.length === 1 && !"<>!=/.".includes(kind)).map((kind) => [
    kind,
    kind,
  ]),
);

const isLetter = (unit: number): boolean =>
  (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x41 && unit <= 0x5a) || unit === 0x5f;
const isDigit = (unit: number): boolean => unit >= 0x30 && unit <= 0x39;
const isQuote = (unit: number): boolean => unit === 0x22 || unit === 0x27;

/** The most frequent tokens, found without a regular expression; undefined for what may be another one. */
function simpleMatchAt(source: string, index: number): Match | undefined {
  const unit = source.charCodeAt(index);
  if (isLetter(unit)) return simpleName(source, index);
  if (isQuote(unit)) return simpleString(source, index, unit);
  if (unit === 0x2e && !isDigit(source.charCodeAt(index + 1))) return { kind: ".", length: 1 };
  const kind = ALONE.get(source.charAt(index));
  return kind && { kind, length: 1 };
}

function simpleName(source: string, index: number): Match | undefined {
  let end = index + 1;
  let unit = source.charCodeAt(end);
  while (isLetter(unit) || isDigit(unit)) unit = source.charCodeAt(++end);
  // It may be the `rb` of a string.
  if (isQuote(unit)) return undefined;
  return { kind: WORDS.get(source.slice(index, end)) ?? "IDENTIFIER", length: end - index };
}

/** A string in single or double quotes, not three of them, without escapes. */
function simpleString(source: string, index: number, quote: number): Match | undefined {
  for (let end = index + 1; end < source.length; end++) {
    const unit = source.charCodeAt(end);
    if (unit === quote) {
      const isEmpty = end === index + 1;
      if (isEmpty && source.charCodeAt(end + 1) === quote) return undefined;
      return { kind: "STRING", length: end + 1 - index };
    }
    if (unit === 0x5c || unit === 0x0a || unit === 0x0d) return undefined;
  }
  return undefined;
}

function matchAt(source: string, index: number): Match | null {
  const simple = simpleMatchAt(source, index);
  if (simple) return simple;
  const { classes, symbols } = beginningsOf(source, index);
  const symbol = symbols.find((text) => source.startsWith(text, index));
  let best: Match | null = symbol === undefined ? null : { kind: symbol, length: symbol.length };
  for (const [kind, , pattern] of classes) {
    const length = lengthAt(pattern, source, index);
    if (length > (best?.length ?? 0)) best = { kind, length };
  }
  if (best?.kind !== "IDENTIFIER") return best;
  const word = WORDS.get(source.slice(index, index + best.length));
  return word ? { kind: word, length: best.length } : best;
}

/** What the lexer can read on from an index without reaching a token: the text before the character it stumbles on. */
const VIABLE_PREFIXES: readonly RegExp[] = [
  new RegExp(
    String.raw`"(?:${ESCAPE}|[^\\"\n\r])*(?:\\(?:[xX][0-9a-fA-F]?|u[0-9a-fA-F]{0,3}|U[0-9a-fA-F]{0,7}|[0-3][0-7]?)?)?`,
    "uy",
  ),
  new RegExp(
    String.raw`'(?:${ESCAPE}|[^\\'\n\r])*(?:\\(?:[xX][0-9a-fA-F]?|u[0-9a-fA-F]{0,3}|U[0-9a-fA-F]{0,7}|[0-3][0-7]?)?)?`,
    "uy",
  ),
  /`[A-Za-z0-9_./ -]*/y,
  /[&|=]/y,
];

/** The text that ANTLR's lexer gives up on: what it could read, and the character after it. */
function unreadableAt(source: string, index: number): string {
  const length = Math.max(...VIABLE_PREFIXES.map((pattern) => lengthAt(pattern, source, index)));
  const stumble = source.codePointAt(index + length);
  const last = stumble === undefined ? "" : String.fromCodePoint(stumble);
  return source.slice(index, index + length) + last;
}

const isHigh = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;
const isLow = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;

/** How many code points a stretch of a text has, an unpaired surrogate being one. */
export function codePointCount(text: string, from = 0, to = text.length): number {
  let count = to - from;
  for (let index = from + 1; index < to; index++) {
    if (isLow(text.charCodeAt(index)) && isHigh(text.charCodeAt(index - 1))) count--;
  }
  return count;
}

const isBlank = (unit: number): boolean =>
  unit === 0x20 || (unit >= 0x09 && unit <= 0x0d && unit !== 0x0b);

/** Where the white space and comments at an index end. */
function skipHidden(source: string, index: number): number {
  let end = index;
  for (;;) {
    while (isBlank(source.charCodeAt(end))) end++;
    if (source.charCodeAt(end) !== 0x2f || source.charCodeAt(end + 1) !== 0x2f) return end;
    const newline = source.indexOf("\n", end);
    if (newline === -1) return source.length;
    end = newline;
  }
}

const PAIR = /[\ud800-\udbff][\udc00-\udfff]/;

/** Splits an expression into tokens as cel-go's lexer does: the longest match, unreadable text reported and skipped. */
export function tokenize(source: string): Tokens {
  const tokens: Token[] = [];
  const skipped: Pick<Token, "text" | "at" | "end">[] = [];
  // Without pairs of surrogates, offsets count code points as they are.
  const count = PAIR.test(source)
    ? codePointCount
    : (_text: string, from: number, to: number) => to - from;
  let index = 0;
  let at = 0;
  for (;;) {
    const start = skipHidden(source, index);
    at += count(source, index, start);
    index = start;
    if (index >= source.length) break;
    const match = matchAt(source, index);
    const text = match ? source.slice(index, index + match.length) : unreadableAt(source, index);
    const end = at + count(text, 0, text.length);
    if (match) tokens.push({ kind: match.kind, text, at, end });
    else skipped.push({ text, at, end });
    index += text.length;
    at = end;
  }
  tokens.push({ kind: "EOF", text: "<EOF>", at: source === "" ? -1 : at, end: at });
  return { tokens, unreadable: skipped };
}
