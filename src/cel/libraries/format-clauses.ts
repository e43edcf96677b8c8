import { goQuote } from "../../values/go-quote.ts";
import { CelError } from "../values.ts";

/** One `%` clause of a format string. */
export interface FormatClause {
  readonly verb: "s" | "d" | "f" | "e" | "b" | "o" | "x" | "X";
  readonly precision?: number;
}

/** Gives the text of the `index`-th argument, or why the clause does not suit it. */
export type ArgumentFormatter = (clause: FormatClause, index: number) => string | CelError;

/** Replaces the clauses of a format string, with cel-go's errors for a bad clause or a missing argument. */
export function interpolate(
  text: string,
  count: number,
  formatArgument: ArgumentFormatter,
): string | CelError {
  let result = "";
  let position = 0;
  let index = 0;
  while (position < text.length) {
    const percent = text.indexOf("%", position);
    if (percent === -1) break;
    result += text.slice(position, percent);
    if (text[percent + 1] === "%") {
      result += "%";
      position = percent + 2;
      continue;
    }
    if (percent + 1 >= text.length) return new CelError("unexpected end of string");
    if (index >= count) return new CelError(`index ${index} out of range`);
    const clause = readClause(text, percent + 1);
    if (clause instanceof CelError)
      return new CelError(`could not parse formatting clause: ${clause.message}`);
    const formatted = formatArgument(clause, index);
    if (formatted instanceof CelError)
      return new CelError(`error during formatting: ${formatted.message}`);
    result += formatted;
    position = clause.end;
    index += 1;
  }
  return result + text.slice(position);
}

/** How many arguments a format string asks for, up to its first error. */
export function countClauses(text: string): number {
  let count = 0;
  interpolate(text, Infinity, () => {
    count += 1;
    return "";
  });
  return count;
}

const PRECISION = /\.(\d*)/y;

function readClause(text: string, start: number): (FormatClause & { end: number }) | CelError {
  PRECISION.lastIndex = start;
  const digits = PRECISION.exec(text)?.[1];
  const at = digits === undefined ? start : PRECISION.lastIndex;
  if (digits !== undefined) {
    const error = precisionError(digits, at >= text.length);
    if (error !== undefined) return new CelError(`error while parsing precision: ${error}`);
  }
  const verb = text[at] ?? "";
  if (!isVerb(verb))
    return new CelError(`unrecognized formatting clause "${firstByte(text.slice(at))}"`);
  const end = at + 1;
  return digits === undefined ? { verb, end } : { verb, precision: Number(digits), end };
}

function precisionError(digits: string, atEnd: boolean): string | undefined {
  if (atEnd) return "could not find end of precision specifier";
  const problem = digits === "" ? "invalid syntax" : "value out of range";
  if (digits !== "" && BigInt(digits) < 2n ** 63n) return undefined;
  return `error while converting precision to integer: strconv.Atoi: parsing ${goQuote(digits)}: ${problem}`;
}

function isVerb(text: string): text is FormatClause["verb"] {
  return text.length === 1 && "sdfebxXo".includes(text);
}

/** cel-go reads the clause as a byte and prints it as a code point. */
function firstByte(text: string): string {
  return String.fromCodePoint(new TextEncoder().encode(text)[0] ?? 0);
}

const SUITS: Readonly<Record<FormatClause["verb"], string>> = {
  s: "string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps",
  d: "decimal clause can only be used on integers",
  f: "fixed-point clause can only be used on doubles",
  e: "scientific clause can only be used on doubles",
  b: "only integers and bools can be formatted as binary",
  o: "octal clause can only be used on integers",
  x: "only integers, byte buffers, and strings can be formatted as hex",
  X: "only integers, byte buffers, and strings can be formatted as hex",
};

/** cel-go's words for a clause that its argument's type does not suit; the checker says the same of static types. */
export function unsuitable(verb: FormatClause["verb"], typeName: string): CelError {
  return new CelError(`${SUITS[verb]}, was given ${typeName}`);
}
