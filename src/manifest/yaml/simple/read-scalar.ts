import { SPACE, type Lines } from "./lines.ts";

/** A string between quotes and the offset behind the closing one. */
export interface Quoted {
  readonly value: string;
  readonly after: number;
}

const BACKSLASH = 92;

/** Escapes that mean the same in YAML and in JSON; surrogates are left to the full reader. */
const JSON_ESCAPES = /^(?:[^\\]|\\(?:["\\bfnrt]|u(?![dD][89a-fA-F])[0-9a-fA-F]{4}))*$/;

/** A quoted string on one line; undefined when it is anything else. */
export function readQuoted(lines: Lines, open: number): Quoted | undefined {
  return lines.text[open] === '"' ? readDouble(lines, open) : readSingle(lines, open);
}

function readDouble({ text, end }: Lines, open: number): Quoted | undefined {
  let close = text.indexOf('"', open + 1);
  let isEscaped = false;
  while (close !== -1 && close < end && backslashesBefore(text, close) % 2 === 1) {
    isEscaped = true;
    close = text.indexOf('"', close + 1);
  }
  if (close === -1 || close >= end) return undefined;
  const inner = text.slice(open + 1, close);
  const after = close + 1;
  if (!isEscaped && !inner.includes("\\")) return { value: inner, after };
  if (!JSON_ESCAPES.test(inner)) return undefined;
  const value: string = JSON.parse(`"${inner}"`);
  return { value, after };
}

function backslashesBefore(text: string, at: number): number {
  let from = at;
  while (text.charCodeAt(from - 1) === BACKSLASH) from -= 1;
  return at - from;
}

function readSingle({ text, end }: Lines, open: number): Quoted | undefined {
  let close = text.indexOf("'", open + 1);
  while (close !== -1 && text[close + 1] === "'") close = text.indexOf("'", close + 2);
  if (close === -1 || close >= end) return undefined;
  return { value: text.slice(open + 1, close).replaceAll("''", "'"), after: close + 1 };
}

/** The text of a plain scalar from `start` to the line's end or a comment; undefined when it holds a key. */
export function readPlain({ text, end }: Lines, start: number): string | undefined {
  const rest = text.slice(start, end);
  const comment = rest.indexOf(" #");
  let stop = comment === -1 ? end : start + comment;
  while (text.charCodeAt(stop - 1) === SPACE) stop -= 1;
  const plain = text.slice(start, stop);
  return plain.includes(": ") || plain.endsWith(":") ? undefined : plain;
}

/**
 * A block scalar without indentation indicator, whose lines are indented deeper than `parent`. Moves to the line behind
 * it; undefined for empty ones and for folded ones with deeper indented lines.
 */
export function readBlockScalar(lines: Lines, start: number, parent: number): string | undefined {
  const { text } = lines;
  const header = /^([|>])([-+]?) *(?: #.*)?$/.exec(text.slice(start, lines.end));
  if (header === null) return undefined;
  const block = blockLines(text, lines.end + 1, parent);
  if (block === undefined) return undefined;
  const { content, blanks, next, isEnded } = block;
  lines.jump(next);
  const body = header[1] === "|" ? content.join("\n") : folded(content);
  if (body === undefined) return undefined;
  if (header[2] === "-") return body;
  // Go gives no line break to a scalar that ends with the text.
  const lineBreak = isEnded ? "\n" : "";
  return header[2] === "+" ? `${body}${lineBreak}${"\n".repeat(blanks)}` : `${body}${lineBreak}`;
}

interface BlockLines {
  /** Without their indentation; blank lines at the end are left out. */
  readonly content: readonly string[];
  readonly blanks: number;
  /** Offset of the line behind the scalar. */
  readonly next: number;
  /** The last line has a line break. */
  readonly isEnded: boolean;
}

function blockLines(text: string, start: number, parent: number): BlockLines | undefined {
  const first = lineAt(text, start);
  const indent = first.at - start;
  if (first.isBlank || indent <= parent) return undefined;
  const content: string[] = [];
  let blanks = 0;
  let isEnded = true;
  let from = start;
  while (from < text.length) {
    const { at, end, isBlank, isLast } = lineAt(text, from);
    if (isBlank) {
      // White space that belongs to the content: rare.
      if (at - from > indent || isLast) return undefined;
      blanks += 1;
    } else {
      if (at - from < indent) break;
      for (; blanks > 0; blanks -= 1) content.push("");
      content.push(text.slice(from + indent, end));
      isEnded = !isLast;
    }
    from = end + 1;
  }
  return { content, blanks, next: from, isEnded };
}

function lineAt(text: string, start: number) {
  const newline = text.indexOf("\n", start);
  const isLast = newline === -1;
  const end = isLast ? text.length : newline;
  let at = start;
  while (at < end && text.charCodeAt(at) === SPACE) at += 1;
  return { at, end, isBlank: at === end, isLast };
}

/** Lines joined by spaces, runs of blank lines kept. */
function folded(content: readonly string[]): string | undefined {
  let text = content[0] ?? "";
  if (text.startsWith(" ")) return undefined;
  let isAfterBlank = false;
  for (const line of content.slice(1)) {
    if (line.startsWith(" ")) return undefined;
    if (line === "") text += "\n";
    else text += isAfterBlank ? line : ` ${line}`;
    isAfterBlank = line === "";
  }
  return text;
}
