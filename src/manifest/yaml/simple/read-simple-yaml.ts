import { KnownKeys } from "./known-keys.ts";
import { Lines, SPACE } from "./lines.ts";
import { plainKey, plainValue } from "./plain-scalar.ts";
import { readFlow } from "./read-flow.ts";
import { readBlockScalar, readPlain, readQuoted } from "./read-scalar.ts";

/**
 * Characters that the full reader has to see: control characters with tabs and carriage returns, what is not
 * printable in YAML, characters beyond the basic plane.
 */
// oxlint-disable-next-line no-control-regex
const UNUSUAL = /[\0-\x09\x0B-\x1F\x7F-\x9F\u2028\u2029\uD800-\uDFFF\uFEFF\uFFFE\uFFFF]/;
const MAX_DEPTH = 200;
const DASH = 45;
const COLON = 58;

/**
 * Reads the YAML that people and `kubectl` write: block mappings and lists, plain, quoted and block scalars, short flow
 * collections; three times faster than the full reader. Undefined for everything else, mistakes and doubts included:
 * then the full reader has to read the text. What this one reads, both read alike (read-simple-yaml.test.ts).
 */
export function readSimpleYaml(text: string): { readonly value: unknown } | undefined {
  const start = bodyStart(text);
  if (start === undefined || UNUSUAL.test(text) || text.includes("\n...")) return undefined;
  const lines = new Lines(start === 0 ? text : text.slice(start));
  if (lines.indent !== 0) return undefined;
  const value = readBlock(lines, 0, 0);
  return lines.isRead() ? { value } : undefined;
}

/** Behind a `---` that stands alone on its line; undefined when something follows it. */
function bodyStart(text: string): number | undefined {
  if (!text.startsWith("---")) return 0;
  const newline = text.indexOf("\n");
  const rest = text.slice(3, newline === -1 ? text.length : newline);
  return newline === -1 || !/^ *(?: #.*)?$/.test(rest) ? undefined : newline + 1;
}

/** The collection whose first line is the current one, at column `indent`. */
function readBlock(lines: Lines, indent: number, depth: number): unknown {
  if (depth > MAX_DEPTH) return lines.fail();
  return isDash(lines, lines.at)
    ? readList(lines, indent, depth)
    : readMapping(lines, indent, depth);
}

function isDash({ text, end }: Lines, at: number): boolean {
  return text.charCodeAt(at) === DASH && (at + 1 === end || text.charCodeAt(at + 1) === SPACE);
}

function readList(lines: Lines, indent: number, depth: number): unknown[] {
  const list: unknown[] = [];
  while (lines.indent === indent && isDash(lines, lines.at)) {
    list.push(readListItem(lines, indent, depth));
    if (lines.indent > indent) lines.fail();
  }
  return list;
}

function readListItem(lines: Lines, indent: number, depth: number): unknown {
  const dash = lines.at;
  if (lines.isRestEmpty(dash + 1)) {
    lines.next();
    return lines.indent > indent ? readBlock(lines, lines.indent, depth + 1) : null;
  }
  const content = lines.skipSpaces(dash + 1);
  if (
    isDash(lines, content) ||
    (!INLINE.has(lines.text.charAt(content)) && isKey(lines, content))
  ) {
    // The collection begins on the dash's line: its column is that of its first character.
    lines.at = content;
    lines.indent = indent + content - dash;
    return readBlock(lines, lines.indent, depth + 1);
  }
  return readInline(lines, content, indent);
}

/** Flow collections and block scalars, which may hold a colon. */
const INLINE: ReadonlySet<string> = new Set("[{|>");

function isKey(lines: Lines, at: number): boolean {
  return keyEnd(lines, at) !== undefined;
}

/** Offset of the colon that ends the key at `at`; undefined when there is no key. */
function keyEnd(lines: Lines, at: number): number | undefined {
  const { text, end } = lines;
  const first = text[at];
  if (first === '"' || first === "'") {
    const after = readQuoted(lines, at)?.after;
    return after !== undefined && isColon(text, after, end) ? after : undefined;
  }
  for (let colon = at; colon < end; colon += 1) if (isColon(text, colon, end)) return colon;
  return undefined;
}

function isColon(text: string, at: number, end: number): boolean {
  return text.charCodeAt(at) === COLON && (at + 1 === end || text.charCodeAt(at + 1) === SPACE);
}

function readMapping(lines: Lines, indent: number, depth: number): unknown {
  const mapping: Record<string, unknown> = {};
  while (lines.indent === indent) {
    const colon = keyEnd(lines, lines.at);
    const key = colon === undefined ? undefined : keyText(lines, lines.at, colon);
    if (key === undefined || colon === undefined) return lines.fail();
    if (key === "__proto__" || Object.hasOwn(mapping, key)) return lines.fail();
    mapping[key] = readMappingValue(lines, colon + 1, indent, depth);
    if (lines.indent > indent) lines.fail();
  }
  return mapping;
}

/** First characters of keys that are not plain. `<` begins the merge key. */
const NO_PLAIN_KEY = /^[-?:,[\]{}#&*!|>'"%@`<]/;

const KEYS = new KnownKeys();

function keyText(lines: Lines, start: number, colon: number): string | undefined {
  const { text } = lines;
  const first = text[start];
  if (first === '"' || first === "'") return readQuoted(lines, start)?.value;
  return KEYS.find(text, start, colon, plainKeyText);
}

function plainKeyText(written: string): string | undefined {
  if (written === "" || NO_PLAIN_KEY.test(written)) return undefined;
  if (written.includes(" #") || written.endsWith(" ")) return undefined;
  return plainKey(written);
}

function readMappingValue(lines: Lines, start: number, indent: number, depth: number): unknown {
  if (!lines.isRestEmpty(start)) return readInline(lines, lines.skipSpaces(start), indent);
  lines.next();
  if (lines.indent > indent) return readBlock(lines, lines.indent, depth + 1);
  // A list may stand at its key's own column.
  if (lines.indent === indent && isDash(lines, lines.at)) return readList(lines, indent, depth + 1);
  return null;
}

/** A scalar or a flow collection on the current line, in a collection at column `parent`; moves behind it. */
function readInline(lines: Lines, at: number, parent: number): unknown {
  switch (lines.text.charAt(at)) {
    case '"':
    case "'":
      return readWhole(lines, readQuoted(lines, at));
    case "[":
    case "{":
      return readWhole(lines, readFlow(lines, at));
    case "|":
    case ">":
      return readBlockScalar(lines, at, parent) ?? lines.fail();
    default:
      return readPlainValue(lines, at);
  }
}

/** First characters that make a value something other than a plain scalar; a dash needs a second look. */
const NO_PLAIN_VALUE = /[?:,\]}#&*!%@`]/;

function readPlainValue(lines: Lines, at: number): unknown {
  if (NO_PLAIN_VALUE.test(lines.text.charAt(at)) || isDash(lines, at)) return lines.fail();
  const plain = readPlain(lines, at);
  const value = plain === undefined ? undefined : plainValue(plain);
  if (value === undefined) return lines.fail();
  lines.next();
  return value;
}

/** A value with nothing behind it on its line. */
function readWhole(
  lines: Lines,
  read: { readonly value: unknown; readonly after: number } | undefined,
): unknown {
  if (read === undefined || !lines.isRestEmpty(read.after)) return lines.fail();
  lines.next();
  return read.value;
}
