/** Characters with a short escape, and that escape. */
export const NAMED_ESCAPES: Readonly<Record<string, string>> = {
  "\u0007": String.raw`\a`,
  "\b": String.raw`\b`,
  "\f": String.raw`\f`,
  "\n": String.raw`\n`,
  "\r": String.raw`\r`,
  "\t": String.raw`\t`,
  "\v": String.raw`\v`,
  "\\": String.raw`\\`,
  '"': String.raw`\"`,
};
/** Go's unicode.IsPrint: letters, marks, numbers, punctuation, symbols and the ASCII space. */
const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;

/** The text in double quotes as Go's `strconv.Quote` and `%q` write it. */
export function goQuote(text: string): string {
  let quoted = '"';
  for (const character of text) quoted += NAMED_ESCAPES[character] ?? escapeUnprintable(character);
  return `${quoted}"`;
}

function escapeUnprintable(character: string): string {
  if (PRINTABLE.test(character)) return character;
  const code = character.codePointAt(0) ?? 0;
  // A lone surrogate has no UTF-8 form: Go would have read U+FFFD.
  if (code >= 0xd800 && code <= 0xdfff) return "\uFFFD";
  if (code < 0x20 || code === 0x7f) return String.raw`\x` + hex(code, 2);
  return code < 0x1_00_00 ? String.raw`\u` + hex(code, 4) : String.raw`\U` + hex(code, 8);
}

function hex(code: number, width: number): string {
  return code.toString(16).padStart(width, "0");
}
