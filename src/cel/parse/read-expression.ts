import type { Expr, LiteralExpr, MapEntry, StructField } from "../ast.ts";
import { balance } from "./balance.ts";
import { isProblem, literalValue } from "./literal-value.ts";
import { expandMacro, isIssue } from "./macros.ts";
import { NodeFactory } from "./node-factory.ts";
import type { ParseOptions } from "./parse-options.ts";
import { RESERVED } from "./reserved-words.ts";
import type { Token, TokenKind } from "./token.ts";

/** Far below all limits of cel-go's parser, so that none of them needs to be counted as it does. */
const NESTING_LIMIT = 64;
const STEP_LIMIT = 240;
const NODE_LIMIT = 90_000;

const END: Token = { kind: "EOF", text: "<EOF>", at: 0, end: 0 };

/** Relations bind least, then sums, then products. */
const PRECEDENCE: ReadonlyMap<TokenKind, number> = new Map<TokenKind, number>([
  ["<", 1],
  ["<=", 1],
  [">=", 1],
  [">", 1],
  ["==", 1],
  ["!=", 1],
  ["in", 1],
  ["+", 2],
  ["-", 2],
  ["*", 3],
  ["/", 3],
  ["%", 3],
]);

/** A number may have its minus before it; two make a negation twice. */
function isNumber(token: Token): boolean {
  return token.kind === "NUM_INT" || token.kind === "NUM_FLOAT";
}

/** Recursive descent, one method for each rule of the grammar; whatever is out of the ordinary ends it. */
class Reader {
  gaveUp = false;
  readonly #tokens: readonly Token[];
  readonly #options: ParseOptions;
  readonly #nodes = new NodeFactory();
  #index = 0;
  #token: Token;
  #nesting = 0;
  /** What cel-go's parser counts towards its depth. */
  #steps = 0;

  constructor(tokens: readonly Token[], options: ParseOptions) {
    this.#tokens = tokens;
    this.#options = options;
    this.#token = tokens[0] ?? END;
  }

  whole(): Expr {
    const root = this.#expression();
    if (this.#token.kind !== "EOF") this.#giveUp();
    return root;
  }

  /** Every loop ends where the tokens do. */
  #giveUp(): LiteralExpr {
    this.gaveUp = true;
    this.#token = END;
    this.#index = this.#tokens.length;
    return this.#nodes.literal(0, null);
  }

  #ahead(distance: number): Token {
    return this.#tokens[this.#index + distance] ?? END;
  }

  #next(): Token {
    const token = this.#token;
    this.#index += 1;
    this.#token = this.#tokens[this.#index] ?? END;
    return token;
  }

  #is(kind: TokenKind): boolean {
    return this.#token.kind === kind;
  }

  #skip(kind: TokenKind): boolean {
    if (this.#token.kind !== kind) return false;
    this.#next();
    return true;
  }

  #expect(kind: TokenKind): Token {
    return this.#token.kind === kind ? this.#next() : this.#refuse();
  }

  #refuse(): Token {
    this.#giveUp();
    return END;
  }

  #step(): void {
    this.#steps += 1;
    if (this.#steps > STEP_LIMIT) this.#giveUp();
  }

  #expression(): Expr {
    this.#nesting += 1;
    if (this.#nesting > NESTING_LIMIT) return this.#giveUp();
    const expr = this.#conditional();
    this.#nesting -= 1;
    return expr;
  }

  #conditional(): Expr {
    const condition = this.#or();
    if (this.#token.kind !== "?") return condition;
    this.#step();
    const { at } = this.#next();
    const whenTrue = this.#or();
    this.#expect(":");
    const whenFalse = this.#expression();
    return this.#nodes.call(at, "_?_:_", [condition, whenTrue, whenFalse]);
  }

  #or(): Expr {
    const first = this.#and();
    if (this.#token.kind !== "||") return first;
    const operators: Token[] = [];
    const terms = [first];
    while (this.#token.kind === "||") {
      operators.push(this.#next());
      terms.push(this.#and());
    }
    return balance(this.#nodes, "_||_", operators, terms);
  }

  #and(): Expr {
    const first = this.#operation(1);
    if (this.#token.kind !== "&&") return first;
    const operators: Token[] = [];
    const terms = [first];
    while (this.#token.kind === "&&") {
      operators.push(this.#next());
      terms.push(this.#operation(1));
    }
    return balance(this.#nodes, "_&&_", operators, terms);
  }

  /** Operators of this precedence and above, those of one precedence from the left. */
  #operation(least: number): Expr {
    let left = this.#unary();
    for (;;) {
      const precedence = PRECEDENCE.get(this.#token.kind) ?? 0;
      if (precedence < least) return left;
      this.#step();
      const operator = this.#next();
      left = this.#binary(operator, left, this.#operation(precedence + 1));
    }
  }

  #binary({ kind, at }: Token, left: Expr, right: Expr): Expr {
    return this.#nodes.call(at, kind === "in" ? "@in" : `_${kind}_`, [left, right]);
  }

  #unary(): Expr {
    const { kind, at } = this.#token;
    const isNegation = kind === "!" || (kind === "-" && !isNumber(this.#ahead(1)));
    if (!isNegation) return this.#member();
    let count = 0;
    for (; this.#token.kind === kind; count++) this.#next();
    const operand = this.#member();
    if (count % 2 === 0) return operand;
    return this.#nodes.call(at, kind === "!" ? "!_" : "-_", [operand]);
  }

  #member(): Expr {
    let operand = this.#primary();
    for (;;) {
      if (this.#token.kind === ".") operand = this.#selectOrCall(operand);
      else if (this.#token.kind === "[") operand = this.#indexed(operand);
      else return operand;
    }
  }

  #selectOrCall(operand: Expr): Expr {
    this.#step();
    const { at } = this.#next();
    if (this.#skip("?")) {
      const place = this.#token.at;
      const name = this.#nodes.literal(place, this.#fieldName());
      return this.#nodes.call(at, "_?._", [operand, name]);
    }
    if (this.#token.kind === "IDENTIFIER" && this.#ahead(1).kind === "(") {
      return this.#call(this.#next().text, operand);
    }
    return this.#nodes.select(at, operand, this.#fieldName());
  }

  #fieldName(): string {
    const { kind, text } = this.#token;
    if (kind !== "IDENTIFIER" && kind !== "ESC_IDENTIFIER") return this.#refuse().text;
    this.#next();
    return kind === "ESC_IDENTIFIER" ? text.slice(1, -1) : text;
  }

  #indexed(operand: Expr): Expr {
    this.#step();
    const { at } = this.#next();
    const operator = this.#skip("?") ? "_[?_]" : "_[_]";
    const index = this.#expression();
    this.#expect("]");
    return this.#nodes.call(at, operator, [operand, index]);
  }

  #primary(): Expr {
    switch (this.#token.kind) {
      case ".":
      case "IDENTIFIER":
        return this.#isStruct() ? this.#struct() : this.#identOrCall();
      case "(":
        return this.#nested();
      case "[":
        return this.#list();
      case "{":
        return this.#map();
      default:
        return this.#literal();
    }
  }

  #nested(): Expr {
    this.#next();
    const expr = this.#expression();
    this.#expect(")");
    return expr;
  }

  /** `a.b.c{`: nothing else has a brace after a name. */
  #isStruct(): boolean {
    let distance = this.#token.kind === "." ? 1 : 0;
    if (this.#ahead(distance).kind !== "IDENTIFIER") return false;
    distance += 1;
    while (this.#ahead(distance).kind === "." && this.#ahead(distance + 1).kind === "IDENTIFIER") {
      distance += 2;
    }
    return this.#ahead(distance).kind === "{";
  }

  #identOrCall(): Expr {
    const dot = this.#skip(".") ? "." : "";
    const { text, at } = this.#expect("IDENTIFIER");
    if (RESERVED.has(text)) return this.#giveUp();
    return this.#token.kind === "("
      ? this.#call(dot + text, undefined)
      : this.#nodes.ident(at, dot + text);
  }

  #call(name: string, target: Expr | undefined): Expr {
    const { at } = this.#next();
    const args: Expr[] = [];
    if (this.#token.kind !== ")") {
      do args.push(this.#expression());
      while (this.#skip(","));
    }
    this.#expect(")");
    if (this.gaveUp) return this.#giveUp();
    const nodes = this.#nodes;
    const expansion = expandMacro(name, { nodes, at, target, args }, this.#options);
    if (expansion === null) {
      return target ? nodes.methodCall(at, target, name, args) : nodes.call(at, name, args);
    }
    return isIssue(expansion) || nodes.count > NODE_LIMIT ? this.#giveUp() : expansion;
  }

  /** Reads what stands between brackets: parts with commas between, and one more comma at will. */
  #parts<T>(close: TokenKind, read: (index: number) => T): readonly T[] {
    const parts: T[] = [];
    if (!this.#is(close) && !this.#is(",")) {
      parts.push(read(0));
      while (this.#is(",") && this.#ahead(1).kind !== close) {
        this.#next();
        parts.push(read(parts.length));
      }
    }
    this.#skip(",");
    this.#expect(close);
    return parts;
  }

  #list(): Expr {
    const { at } = this.#next();
    const optional: number[] = [];
    const elements = this.#parts("]", (index) => {
      if (this.#skip("?")) optional.push(index);
      return this.#expression();
    });
    return this.#nodes.list(at, elements, optional);
  }

  #map(): Expr {
    const { at } = this.#next();
    return this.#nodes.map(
      at,
      this.#parts("}", () => this.#entry()),
    );
  }

  #entry(): MapEntry {
    const id = this.#nodes.id();
    const optional = this.#skip("?");
    const key = this.#expression();
    const { at } = this.#expect(":");
    return { id, at, key, value: this.#expression(), optional };
  }

  #struct(): Expr {
    const id = this.#nodes.id();
    let typeName = "";
    while (this.#token.kind !== "{") typeName += this.#next().text;
    const { at } = this.#next();
    return { kind: "struct", id, at, typeName, fields: this.#parts("}", () => this.#field()) };
  }

  #field(): StructField {
    const optional = this.#skip("?");
    const name = this.#fieldName();
    const { at } = this.#expect(":");
    const id = this.#nodes.id();
    return { id, at, name, value: this.#expression(), optional };
  }

  #literal(): Expr {
    const { at } = this.#token;
    const isNegative = this.#token.kind === "-" && isNumber(this.#ahead(1));
    if (isNegative) this.#next();
    if (!LITERALS.has(this.#token.kind)) return this.#giveUp();
    const value = literalValue(this.#next(), isNegative);
    return isProblem(value) ? this.#giveUp() : this.#nodes.literal(at, value);
  }
}

const LITERALS: ReadonlySet<TokenKind> = new Set([
  "NUM_INT",
  "NUM_UINT",
  "NUM_FLOAT",
  "STRING",
  "BYTES",
  "true",
  "false",
  "null",
]);

/**
 * The expression that tokens in good order stand for, node for node what `buildExpression` makes of their tree; null for
 * anything else: what is wrong, very long or deeply nested is for the parser that follows cel-go's step by step.
 */
export function readExpression(tokens: readonly Token[], options: ParseOptions): Expr | null {
  const reader = new Reader(tokens, options);
  const root = reader.whole();
  return reader.gaveUp ? null : root;
}
