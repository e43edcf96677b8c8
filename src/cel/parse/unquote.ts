/** What a string or bytes literal stands for, or cel-go's words for why it stands for nothing. */
export type Unquoted =
  | { readonly ok: true; readonly value: string | Uint8Array }
  | { readonly ok: false; readonly message: string };

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  a: "\u0007",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  '"': '"',
  "'": "'",
  "\\": "\\",
  "?": "?",
  "`": "`",
};
const NUMERIC_ESCAPE =
  /^\\(?:[xX](?<byte>[\da-fA-F]{2})|[uU](?<unicode>(?<=U)[\da-fA-F]{8}|(?<=u)[\da-fA-F]{4})|(?<octal>[0-3][0-7]{2}))/;
const PLAIN = /^[^\\]+/;
const encoder = new TextEncoder();

interface Piece {
  readonly length: number;
  readonly text: string;
  /** In a bytes literal, the one byte that the escape stands for. */
  readonly byte: number | null;
}

function isCodePoint(value: number): boolean {
  return value <= 0x10ffff && (value < 0xd800 || value > 0xdfff);
}

function numericEscape(rest: string, isBytes: boolean): Piece | string {
  const match = NUMERIC_ESCAPE.exec(rest);
  const { byte, unicode, octal } = match?.groups ?? {};
  const digits = byte ?? unicode ?? octal;
  if (!match || digits === undefined) return "unable to unescape string";
  if (isBytes && unicode !== undefined) return "unable to unescape string";
  const value = Number.parseInt(digits, octal === undefined ? 16 : 8);
  const [{ length }] = match;
  if (isBytes) return { length, text: "", byte: value };
  if (!isCodePoint(value)) return "invalid unicode code point";
  return { length, text: String.fromCodePoint(value), byte: null };
}

/** The piece at the start of `rest`, or why there is none. */
function nextPiece(rest: string, isBytes: boolean): Piece | string {
  const plain = PLAIN.exec(rest)?.[0];
  if (plain !== undefined) return { length: plain.length, text: plain, byte: null };
  const simple = SIMPLE_ESCAPES[rest[1] ?? ""];
  if (simple !== undefined) return { length: 2, text: simple, byte: null };
  return numericEscape(rest, isBytes);
}

function bodyOf(literal: string): { readonly isRaw: boolean; readonly body: string } {
  const isRaw = /^[rR]/.test(literal);
  const quoted = isRaw ? literal.slice(1) : literal;
  const isTriple = quoted.length >= 6 && (quoted.startsWith('"""') || quoted.startsWith("'''"));
  const quotes = isTriple ? 3 : 1;
  return { isRaw, body: quoted.slice(quotes, -quotes) };
}

/** Reads a literal as the lexer cut it out, quotes and `r` included, without a leading `b`; newlines become `\n`. */
export function unquote(literal: string, isBytes: boolean): Unquoted {
  const { isRaw, body } = bodyOf(literal.replace(/\r\n?/g, "\n"));
  const pieces: Piece[] = [];
  let rest = isRaw ? "" : body;
  if (isRaw) pieces.push({ length: 0, text: body, byte: null });
  while (rest !== "") {
    const piece = nextPiece(rest, isBytes);
    if (typeof piece === "string") return { ok: false, message: piece };
    pieces.push(piece);
    rest = rest.slice(piece.length);
  }
  if (!isBytes) return { ok: true, value: pieces.map(({ text }) => text).join("") };
  const bytes = pieces.flatMap(({ text, byte }) =>
    byte === null ? [...encoder.encode(text)] : [byte],
  );
  return { ok: true, value: Uint8Array.from(bytes) };
}
