import { NAMED_ESCAPES } from "../../values/go-quote.ts";
import { overload, type CelLibrary } from "../define-functions.ts";
import { CelError, type CelResult, type CelValue } from "../values.ts";
import { codePointIndex, codePointLength, unitOffset } from "./code-points.ts";
import { formatText } from "./format-text.ts";
import { goPrint } from "./go-print.ts";
import { isTooLong, TOO_LONG } from "./text-limit.ts";

// oxfmt-ignore
/** cel-go's ext.Strings at version 2, the one in Kyverno's environments: positions are code points. */
export const stringsLibrary: CelLibrary = {
  name: "ext.strings",
  functions: [
    overload("string",       "charAt",        ["int"],                       "string",       charAt),
    overload("string",       "indexOf",       ["string"],                    "int",          indexOf),
    overload("string",       "indexOf",       ["string", "int"],             "int",          indexOf),
    overload("string",       "lastIndexOf",   ["string"],                    "int",          lastIndexOf),
    overload("string",       "lastIndexOf",   ["string", "int"],             "int",          lastIndexOf),
    overload("string",       "lowerAscii",    [],                            "string",       lowerAscii),
    overload("string",       "upperAscii",    [],                            "string",       upperAscii),
    overload("string",       "replace",       ["string", "string"],          "string",       replace),
    overload("string",       "replace",       ["string", "string", "int"],   "string",       replace),
    overload("string",       "split",         ["string"],                    "list(string)", split),
    overload("string",       "split",         ["string", "int"],             "list(string)", split),
    overload("string",       "substring",     ["int"],                       "string",       substring),
    overload("string",       "substring",     ["int", "int"],                "string",       substringRange),
    overload("string",       "trim",          [],                            "string",       trim),
    overload("string",       "format",        ["list(dyn)"],                 "string",       formatText),
    overload("list(string)", "join",          [],                            "string",       join),
    overload("list(string)", "join",          ["string"],                    "string",       join),
    overload(null,           "strings.quote", ["string"],                    "string",       quote),
  ],
};

function charAt(text: string, index: bigint): CelResult {
  const length = codePointLength(text);
  if (index < 0n || index > length) return outOfRange(index);
  const start = unitOffset(text, Number(index));
  return text.slice(start, unitOffset(text, Number(index) + 1));
}

function indexOf(text: string, part: string, from = 0n): CelResult {
  if (from < 0n) return outOfRange(from);
  const length = codePointLength(text);
  if (part === "") return from > length ? BigInt(length) : from;
  if (from >= length) return -1n;
  const found = text.indexOf(part, unitOffset(text, Number(from)));
  return found === -1 ? -1n : BigInt(codePointIndex(text, found));
}

function lastIndexOf(text: string, part: string, from?: bigint): CelResult {
  const length = codePointLength(text);
  if (from === undefined) return part === "" ? BigInt(length) : lastFound(text, part, text.length);
  if (from < 0n) return outOfRange(from);
  if (part === "") return from > length ? BigInt(length) : from;
  // cel-go answers -1 for a start behind the end, although the text may occur before it.
  return from >= length ? -1n : lastFound(text, part, unitOffset(text, Number(from)));
}

function lastFound(text: string, part: string, offset: number): bigint {
  const found = text.lastIndexOf(part, offset);
  return found === -1 ? -1n : BigInt(codePointIndex(text, found));
}

function lowerAscii(text: string): string {
  return text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

function upperAscii(text: string): string {
  return text.replaceAll(/[a-z]+/g, (letters) => letters.toUpperCase());
}

function replace(text: string, old: string, replacement: string, limit = -1n): CelResult {
  if (limit === 0n) return text;
  const most = text.length / Math.max(1, old.length) + 1;
  if (replacement.length > old.length && isTooLong(text.length + most * replacement.length))
    return replaceCarefully(text, old, replacement, limit);
  return replaceAny(text, old, replacement, limit);
}

/** Counts first: the text might become too long. */
function replaceCarefully(
  text: string,
  old: string,
  replacement: string,
  limit: bigint,
): CelResult {
  const found = old === "" ? text.length + 1 : text.split(old).length - 1;
  const count = limit < 0n || limit > found ? found : Number(limit);
  return isTooLong(text.length + count * replacement.length)
    ? TOO_LONG
    : replaceAny(text, old, replacement, limit);
}

function replaceAny(text: string, old: string, replacement: string, limit: bigint): string {
  if (limit < 0n && old !== "") return text.replaceAll(old, () => replacement);
  return old === ""
    ? insertBetween(text, replacement, limit)
    : splitTimes(text, old, limit).join(replacement);
}

/** Go puts the replacement before each code point and at the end. */
function insertBetween(text: string, inserted: string, limit: bigint): string {
  let result = "";
  let left = limit;
  for (const character of text) {
    result += left === 0n ? character : inserted + character;
    if (left !== 0n) left -= 1n;
  }
  return left === 0n ? result : result + inserted;
}

function split(text: string, separator: string, limit = -1n): string[] {
  if (limit === 0n) return [];
  if (separator === "") return splitCodePoints(text, limit);
  return limit < 0n ? text.split(separator) : splitTimes(text, separator, limit - 1n);
}

/** Splits at the first `times` separators. */
function splitTimes(text: string, separator: string, times: bigint): string[] {
  const parts: string[] = [];
  let start = 0;
  while (times > parts.length) {
    const end = text.indexOf(separator, start);
    if (end === -1) break;
    parts.push(text.slice(start, end));
    start = end + separator.length;
  }
  return [...parts, text.slice(start)];
}

function splitCodePoints(text: string, limit: bigint): string[] {
  const characters = Array.from(text);
  if (limit < 0n || limit >= characters.length) return characters;
  const whole = Number(limit) - 1;
  return [...characters.slice(0, whole), characters.slice(whole).join("")];
}

function substring(text: string, start: bigint): CelResult {
  if (start < 0n || start > codePointLength(text)) return outOfRange(start);
  return text.slice(unitOffset(text, Number(start)));
}

function substringRange(text: string, start: bigint, end: bigint): CelResult {
  if (start > end) return new CelError(`invalid substring range. start: ${start}, end: ${end}`);
  const length = codePointLength(text);
  if (start < 0n || start > length) return outOfRange(start);
  if (end < 0n || end > length) return outOfRange(end);
  return text.slice(unitOffset(text, Number(start)), unitOffset(text, Number(end)));
}

/** Unicode's White_Space, as Go's strings.TrimSpace: unlike JavaScript's trim with U+0085 and without U+FEFF. */
const SPACE = /^\p{White_Space}$/u;

function trim(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && SPACE.test(text.charAt(start))) start += 1;
  while (end > start && SPACE.test(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

function join(list: readonly CelValue[], separator = ""): CelResult {
  const texts: string[] = [];
  let length = 0;
  for (const element of list) {
    if (typeof element !== "string")
      return new CelError(`join: invalid input: ${goPrint(element)}`);
    texts.push(element);
    length += element.length + separator.length;
    if (isTooLong(length)) return TOO_LONG;
  }
  return texts.join(separator);
}

/** Escapes only what CEL has a short escape for. */
function quote(text: string): string {
  let quoted = "";
  for (const character of text) quoted += NAMED_ESCAPES[character] ?? character;
  return `"${quoted.toWellFormed()}"`;
}

function outOfRange(index: bigint): CelError {
  return new CelError(`index out of range: ${index}`);
}
