import { parseGoJson } from "../../values/go-json.ts";
import { type Comparator, type HashEntry, type Node, SyntaxFailure, syntaxFailure } from "./ast.ts";
import { type Token, type TokenKind, tokenize } from "./tokenize.ts";

/** How strongly a token binds to what stands left of it; the numbers decide the dialect's precedences. */
const BINDING: Readonly<Partial<Record<TokenKind, number>>> = {
  tPipe: 1,
  tOr: 2,
  tAnd: 3,
  tEQ: 5,
  tNE: 5,
  tLT: 5,
  tLTE: 5,
  tGT: 5,
  tGTE: 5,
  tFlatten: 9,
  tStar: 20,
  tFilter: 21,
  tDot: 40,
  tNot: 45,
  tLbrace: 50,
  tLbracket: 55,
  tLparen: 60,
};

const COMPARATORS: Readonly<Partial<Record<TokenKind, Comparator>>> = {
  tEQ: "==",
  tNE: "!=",
  tLT: "<",
  tLTE: "<=",
  tGT: ">",
  tGTE: ">=",
};

const IDENTITY: Node = { kind: "identity" };
const EMPTY: Node = { kind: "empty" };
/** Deeper expressions are refused rather than left to the stack. */
const MAX_DEPTH = 500;

/** Parses an expression of Kyverno's dialect (the grammar of jmespath.org, v1); throws a SyntaxFailure. */
export function parseQuery(source: string): Node {
  const parser = new Parser(tokenize(source));
  const node = parser.expression(0);
  const rest = parser.current();
  if (rest === "tEOF") return node;
  throw parser.failure(`Unexpected token at the end of the expression: ${rest}`);
}

function bindingOf(kind: TokenKind): number {
  return BINDING[kind] ?? 0;
}

/** A Pratt parser: `prefix` reads what an expression begins with, `infix` what continues it. */
class Parser {
  readonly #tokens: readonly Token[];
  #index = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  current(ahead = 0): TokenKind {
    return this.#tokens[this.#index + ahead]?.kind ?? "tEOF";
  }

  expression(binding: number): Node {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw this.failure("the expression is nested too deeply");
    let node = this.#prefix(this.#next());
    while (binding < bindingOf(this.current())) node = this.#infix(this.#next(), node);
    this.#depth -= 1;
    return node;
  }

  /** A syntax error at the current token, or at the one given. */
  failure(message: string, token = this.#peek()): SyntaxFailure {
    return syntaxFailure(message, token.at);
  }

  #peek(): Token {
    return this.#tokens[this.#index] ?? { kind: "tEOF", text: "", at: 0 };
  }

  #next(): Token {
    const token = this.#peek();
    this.#index += 1;
    return token;
  }

  #match(kind: TokenKind): void {
    const received = this.current();
    if (received !== kind) throw this.failure(`Expected ${kind}, received: ${received}`);
    this.#index += 1;
  }

  #prefix(token: Token): Node {
    switch (token.kind) {
      case "tJSONLiteral":
        return { kind: "literal", value: jsonOf(token.text) };
      case "tStringLiteral":
        return { kind: "literal", value: token.text };
      case "tUnquotedIdentifier":
        return { kind: "field", name: token.text };
      case "tQuotedIdentifier":
        return this.#quotedField(token);
      case "tCurrent":
        return { kind: "current" };
      case "tExpref":
        return { kind: "reference", operand: this.expression(0) };
      case "tNot":
        return { kind: "not", operand: this.expression(bindingOf("tNot")) };
      case "tLparen":
        return this.#parenthesized();
      case "tLbrace":
        return this.#hash();
      case "tEOF":
        throw this.failure("Incomplete expression", token);
      default:
        return this.#projecting(token);
    }
  }

  #quotedField(token: Token): Node {
    if (this.current() === "tLparen") {
      throw this.failure("Can't have quoted identifier as function Name.", token);
    }
    return { kind: "field", name: token.text };
  }

  #parenthesized(): Node {
    const node = this.expression(0);
    this.#match("tRparen");
    return node;
  }

  /** `*`, `[?…]`, `[]`, `[…]` at the beginning of an expression. */
  #projecting(token: Token): Node {
    switch (token.kind) {
      case "tStar": {
        const ends = this.current() === "tRbracket";
        return {
          kind: "valueProjection",
          left: IDENTITY,
          right: ends ? IDENTITY : this.#projected("tStar"),
        };
      }
      case "tFilter":
        return this.#filter(IDENTITY);
      case "tFlatten":
        return this.#flatten(IDENTITY);
      case "tLbracket":
        return this.#bracket();
      default:
        throw this.failure(`Invalid token: ${token.kind}`, token);
    }
  }

  #bracket(): Node {
    if (this.#isSubscript()) {
      const subscript = this.#subscriptOrNothing();
      return subscript === undefined ? EMPTY : this.#projectIfSlice(IDENTITY, subscript);
    }
    if (this.current() === "tStar" && this.current(1) === "tRbracket") {
      this.#index += 2;
      return { kind: "projection", left: IDENTITY, right: this.#projected("tStar") };
    }
    return this.#list();
  }

  #infix(token: Token, left: Node): Node {
    const operator = COMPARATORS[token.kind];
    if (operator !== undefined) {
      const right = this.expression(bindingOf(token.kind));
      return { kind: "comparator", operator, left, right };
    }
    switch (token.kind) {
      case "tDot":
        return this.#dot(left);
      case "tPipe":
        return { kind: "pipe", left, right: this.expression(bindingOf("tPipe")) };
      case "tOr":
        return { kind: "or", left, right: this.expression(bindingOf("tOr")) };
      case "tAnd":
        return { kind: "and", left, right: this.expression(bindingOf("tAnd")) };
      case "tLparen":
        return this.#call(left);
      case "tFilter":
        return this.#filter(left);
      case "tFlatten":
        return this.#flatten(left);
      case "tLbracket":
        return this.#bracketAfter(left);
      default:
        throw this.failure(`Unexpected token: ${token.kind}`);
    }
  }

  #dot(left: Node): Node {
    if (this.current() !== "tStar") {
      return { kind: "subexpression", left, right: this.#afterDot(bindingOf("tDot")) };
    }
    this.#index += 1;
    return { kind: "valueProjection", left, right: this.#projected("tDot") };
  }

  #call(name: Node): Node {
    const args: Node[] = [];
    while (this.current() !== "tRparen") {
      args.push(this.expression(0));
      if (this.current() === "tComma") this.#match("tComma");
    }
    this.#match("tRparen");
    return { kind: "function", name: nameOf(name), args };
  }

  #bracketAfter(left: Node): Node {
    if (this.#isSubscript()) return this.#projectIfSlice(left, this.#subscript());
    this.#match("tStar");
    this.#match("tRbracket");
    return { kind: "projection", left, right: this.#projected("tStar") };
  }

  #isSubscript(): boolean {
    return this.current() === "tNumber" || this.current() === "tColon";
  }

  /** go-jmespath forgets the error of a bracket that begins an expression, and goes on where it was. */
  #subscriptOrNothing(): Node | undefined {
    try {
      return this.#subscript();
    } catch (error) {
      if (error instanceof SyntaxFailure) return undefined;
      throw error;
    }
  }

  #flatten(operand: Node): Node {
    return {
      kind: "projection",
      left: { kind: "flatten", operand },
      right: this.#projected("tFlatten"),
    };
  }

  #filter(left: Node): Node {
    const condition = this.expression(0);
    this.#match("tRbracket");
    const right = this.current() === "tFlatten" ? IDENTITY : this.#projected("tFilter");
    return { kind: "filter", left, right, condition };
  }

  #projectIfSlice(left: Node, right: Node): Node {
    const indexed: Node = { kind: "indexed", left, right };
    if (right.kind !== "slice") return indexed;
    return { kind: "projection", left: indexed, right: this.#projected("tStar") };
  }

  /** What stands in brackets that begin with a number or a colon. */
  #subscript(): Node {
    if (this.current() === "tColon" || this.current(1) === "tColon") return this.#slice();
    const index = integerOf(this.#peek());
    this.#index += 1;
    this.#match("tRbracket");
    return { kind: "index", index };
  }

  #slice(): Node {
    const parts: (number | undefined)[] = [undefined, undefined, undefined];
    let part = 0;
    while (this.current() !== "tRbracket" && part < 3) {
      const token = this.#peek();
      if (token.kind === "tColon") part += 1;
      else if (token.kind === "tNumber") parts[part] = integerOf(token);
      else throw this.failure(`Expected tColon or tNumber, received: ${token.kind}`);
      this.#index += 1;
    }
    this.#match("tRbracket");
    return { kind: "slice", parts };
  }

  /** What a projection applies to each element. */
  #projected(after: TokenKind): Node {
    const binding = bindingOf(after);
    const kind = this.current();
    if (bindingOf(kind) < 10) return IDENTITY;
    if (kind === "tLbracket" || kind === "tFilter") return this.expression(binding);
    if (kind !== "tDot") throw this.failure("Error");
    this.#index += 1;
    return this.#afterDot(binding);
  }

  #afterDot(binding: number): Node {
    switch (this.current()) {
      case "tQuotedIdentifier":
      case "tUnquotedIdentifier":
      case "tStar":
        return this.expression(binding);
      case "tLbracket":
        this.#index += 1;
        return this.#list();
      case "tLbrace":
        this.#index += 1;
        return this.#hash();
      default:
        throw this.failure("Expected identifier, lbracket, or lbrace");
    }
  }

  #list(): Node {
    const items: Node[] = [];
    for (;;) {
      items.push(this.expression(0));
      if (this.current() === "tRbracket") break;
      this.#match("tComma");
    }
    this.#match("tRbracket");
    return { kind: "list", items };
  }

  #hash(): Node {
    const entries: HashEntry[] = [];
    for (;;) {
      const { kind, text } = this.#peek();
      if (kind !== "tUnquotedIdentifier" && kind !== "tQuotedIdentifier") {
        throw this.failure("Expected tQuotedIdentifier or tUnquotedIdentifier");
      }
      this.#index += 1;
      this.#match("tColon");
      entries.push({ kind: "entry", name: text, operand: this.expression(0) });
      // A comma may be missing.
      if (this.current() === "tComma") this.#match("tComma");
      else if (this.current() === "tRbrace") break;
    }
    this.#match("tRbrace");
    return { kind: "hash", entries };
  }
}

/** Any node with a text for its value may name a function. */
function nameOf(node: Node): string | undefined {
  if (node.kind === "field" || node.kind === "function") return node.name;
  return node.kind === "literal" && typeof node.value === "string" ? node.value : undefined;
}

const LARGEST_INTEGER = 2n ** 63n - 1n;

/** Go's `strconv.Atoi`. */
function integerOf({ text }: Token): number {
  const fails = (why: string): SyntaxFailure =>
    new SyntaxFailure(`strconv.Atoi: parsing "${text}": ${why}`);
  if (!/^-?\d+$/u.test(text)) throw fails("invalid syntax");
  const value = BigInt(text);
  if (value > LARGEST_INTEGER || value < -LARGEST_INTEGER - 1n) throw fails("value out of range");
  return Number(value);
}

function jsonOf(text: string): unknown {
  const parsed = parseGoJson(text);
  if (!parsed.ok) throw new SyntaxFailure(parsed.error);
  return parsed.value;
}
