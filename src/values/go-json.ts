import { goQuote } from "./go-quote.ts";
import { notParsed, parsed, type Parsed } from "./parsed.ts";

/** What JSON text holds. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

const UNEXPECTED_END = "unexpected end of JSON input";

/** Parses JSON, with the errors of Go's encoding/json; numbers become doubles, the last of equal keys wins. */
export function parseGoJson(text: string): Parsed<JsonValue> {
  if (isTooDeep(text)) return notParsed("exceeded max depth");
  let value: JsonValue;
  try {
    value = JSON.parse(text);
  } catch {
    const error = new Scanner(text).findError();
    // Go ends its input with a space, which a half-written number or word can't take.
    return notParsed(error === UNEXPECTED_END ? new Scanner(`${text} `).findError() : error);
  }
  return SUSPICIOUS.test(text) ? correct(text, value) : parsed(value);
}

/** Go allows ten times as much; what walks the value afterwards needs room on the stack. */
const MAX_DEPTH = 1000;

function isTooDeep(text: string): boolean {
  if (text.length <= MAX_DEPTH) return false;
  let depth = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/gs)) {
    if (token === "[" || token === "{") depth += 1;
    else if (token === "]" || token === "}") depth -= 1;
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}

/** A string as encoding/json writes it: `<`, `>`, `&` and the line separators escaped as well. */
export function goJsonString(text: string): string {
  return JSON.stringify(text.toWellFormed()).replaceAll(
    /[<>&\u2028\u2029]/g,
    (character) => String.raw`\u` + character.charCodeAt(0).toString(16).padStart(4, "0"),
  );
}

/** Only texts with a surrogate escape or a huge number are read differently by JavaScript. */
const SUSPICIOUS = /\\u[dD][89a-fA-F]|[eE]\+?\d{3}|\d{309}/;

function correct(text: string, value: JsonValue): Parsed<JsonValue> {
  const number = firstTooLarge(text);
  if (number !== undefined)
    return notParsed(`json: cannot unmarshal number ${number} into Go value of type float64`);
  return parsed(wellFormed(value));
}

function firstTooLarge(text: string): string | undefined {
  const withoutStrings = text.replaceAll(/"(?:[^"\\]|\\.)*"/g, "");
  const numbers = withoutStrings.match(/-?\d[\d.eE+-]*/g) ?? [];
  return numbers.find((number) => !Number.isFinite(Number(number)));
}

/** Go replaces lone surrogates while it reads. */
function wellFormed(value: JsonValue): JsonValue {
  if (typeof value === "string") return value.toWellFormed();
  if (Array.isArray(value)) return value.map(wellFormed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key.toWellFormed(), wellFormed(member)]),
  );
}

/** Walks a text that is no JSON to the character where encoding/json gives up. */
class Scanner {
  readonly #text: string;
  #position = 0;
  constructor(text: string) {
    this.#text = text;
  }

  findError(): string {
    const error = this.#value() ?? this.#end();
    return error ?? UNEXPECTED_END;
  }

  #end(): string | undefined {
    this.#skipSpace();
    return this.#position < this.#text.length ? this.#invalid("after top-level value") : undefined;
  }

  #value(): string | undefined {
    this.#skipSpace();
    const character = this.#peek();
    if (character === "{") return this.#object();
    if (character === "[") return this.#array();
    if (character === '"') return this.#string();
    if (/[-\d]/.test(character)) return this.#number();
    const literal = ["true", "false", "null"].find((word) => word.startsWith(character));
    if (character === "" || literal === undefined)
      return this.#invalid("looking for beginning of value");
    return this.#literal(literal);
  }

  #object(): string | undefined {
    this.#position += 1;
    this.#skipSpace();
    if (this.#accept("}")) return undefined;
    for (;;) {
      this.#skipSpace();
      if (this.#peek() !== '"') return this.#invalid("looking for beginning of object key string");
      const error = this.#string() ?? this.#separator(":", "after object key") ?? this.#value();
      if (error !== undefined) return error;
      this.#skipSpace();
      if (this.#accept("}")) return undefined;
      if (!this.#accept(",")) return this.#invalid("after object key:value pair");
    }
  }

  #array(): string | undefined {
    this.#position += 1;
    this.#skipSpace();
    if (this.#accept("]")) return undefined;
    for (;;) {
      const error = this.#value();
      if (error !== undefined) return error;
      this.#skipSpace();
      if (this.#accept("]")) return undefined;
      if (!this.#accept(",")) return this.#invalid("after array element");
    }
  }

  #string(): string | undefined {
    this.#position += 1;
    for (;;) {
      const character = this.#peek();
      if (character === "" || character < " ") return this.#invalid("in string literal");
      this.#position += 1;
      if (character === '"') return undefined;
      const error = character === "\\" ? this.#escape() : undefined;
      if (error !== undefined) return error;
    }
  }

  #escape(): string | undefined {
    if (this.#accept("u")) {
      for (let digit = 0; digit < 4; digit += 1) {
        if (!/[\da-fA-F]/.test(this.#peek()))
          return this.#invalid(String.raw`in \u hexadecimal character escape`);
        this.#position += 1;
      }
      return undefined;
    }
    if (!/["\\/bfnrt]/.test(this.#peek())) return this.#invalid("in string escape code");
    this.#position += 1;
    return undefined;
  }

  #number(): string | undefined {
    this.#accept("-");
    if (!this.#accept("0") && !this.#digits()) return this.#invalid("in numeric literal");
    if (this.#accept(".") && !this.#digits())
      return this.#invalid("after decimal point in numeric literal");
    if (!this.#accept("e") && !this.#accept("E")) return undefined;
    if (!this.#accept("+")) this.#accept("-");
    return this.#digits() ? undefined : this.#invalid("in exponent of numeric literal");
  }

  #literal(word: string): string | undefined {
    for (const expected of word) {
      if (!this.#accept(expected))
        return this.#invalid(`in literal ${word} (expecting '${expected}')`);
    }
    return undefined;
  }

  #separator(character: string, context: string): string | undefined {
    this.#skipSpace();
    return this.#accept(character) ? undefined : this.#invalid(context);
  }

  #digits(): boolean {
    const start = this.#position;
    while (/\d/.test(this.#peek())) this.#position += 1;
    return this.#position > start;
  }

  #skipSpace(): void {
    while (/[ \t\r\n]/.test(this.#peek())) this.#position += 1;
  }

  #accept(character: string): boolean {
    if (this.#peek() !== character) return false;
    this.#position += 1;
    return true;
  }

  #peek(): string {
    return this.#text.charAt(this.#position);
  }

  #invalid(context: string): string {
    if (this.#position >= this.#text.length) return UNEXPECTED_END;
    return `invalid character ${quoteByte(this.#text, this.#position)} ${context}`;
  }
}

/** Go reads bytes, and prints the first byte of a longer character as a code point of its own. */
function quoteByte(text: string, position: number): string {
  const character = String.fromCodePoint(text.codePointAt(position) ?? 0);
  if (character === "'") return String.raw`'\''`;
  if (character === '"') return `'"'`;
  const byte = new TextEncoder().encode(character)[0] ?? 0;
  return `'${goQuote(String.fromCodePoint(byte)).slice(1, -1)}'`;
}
