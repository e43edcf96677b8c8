import type { Lines } from "./lines.ts";
import { plainKey, plainValue } from "./plain-scalar.ts";
import { readQuoted } from "./read-scalar.ts";

/** A word between brackets: neither spaces nor anything that YAML gives a meaning there. */
const WORD = /[A-Za-z0-9_./~][A-Za-z0-9_./~*+$()=@^<>-]*/y;
const MAX_DEPTH = 50;

export interface Flow {
  readonly value: unknown;
  readonly after: number;
}

/** A collection in brackets on one line whose scalars are quoted or single words; undefined for anything else. */
export function readFlow(lines: Lines, start: number, depth = 0): Flow | undefined {
  if (depth > MAX_DEPTH) return undefined;
  return lines.text[start] === "["
    ? readList(lines, start, depth)
    : readMapping(lines, start, depth);
}

function readList(lines: Lines, start: number, depth: number): Flow | undefined {
  const { text } = lines;
  const value: unknown[] = [];
  let at = lines.skipSpaces(start + 1);
  if (text[at] === "]") return { value, after: at + 1 };
  for (;;) {
    const item = readItem(lines, at, depth);
    if (item === undefined) return undefined;
    value.push(item.value);
    at = lines.skipSpaces(item.after);
    if (text[at] === "]") return { value, after: at + 1 };
    if (text[at] !== ",") return undefined;
    at = lines.skipSpaces(at + 1);
  }
}

function readMapping(lines: Lines, start: number, depth: number): Flow | undefined {
  const { text } = lines;
  const value: Record<string, unknown> = {};
  let at = lines.skipSpaces(start + 1);
  if (text[at] === "}") return { value, after: at + 1 };
  for (;;) {
    const key = readKey(lines, at);
    if (key === undefined || text[key.after] !== ":" || text[key.after + 1] !== " ")
      return undefined;
    if (key.value === "__proto__" || Object.hasOwn(value, key.value)) return undefined;
    const item = readItem(lines, lines.skipSpaces(key.after + 1), depth);
    if (item === undefined) return undefined;
    value[key.value] = item.value;
    at = lines.skipSpaces(item.after);
    if (text[at] === "}") return { value, after: at + 1 };
    if (text[at] !== ",") return undefined;
    at = lines.skipSpaces(at + 1);
  }
}

function readKey(lines: Lines, at: number): { value: string; after: number } | undefined {
  if (isQuote(lines.text[at])) return readQuoted(lines, at);
  const word = wordAt(lines.text, at);
  const value = word === undefined ? undefined : plainKey(word);
  return value === undefined || word === undefined ? undefined : { value, after: at + word.length };
}

function readItem(lines: Lines, at: number, depth: number): Flow | undefined {
  const first = lines.text[at];
  if (isQuote(first)) return readQuoted(lines, at);
  if (first === "[" || first === "{") return readFlow(lines, at, depth + 1);
  const word = wordAt(lines.text, at);
  const value = word === undefined ? undefined : plainValue(word);
  return value === undefined || word === undefined ? undefined : { value, after: at + word.length };
}

function isQuote(character: string | undefined): boolean {
  return character === '"' || character === "'";
}

function wordAt(text: string, at: number): string | undefined {
  WORD.lastIndex = at;
  return WORD.exec(text)?.[0];
}
