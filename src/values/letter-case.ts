/** A text in upper case, character by character as Go's `strings.ToUpper` maps it: no character becomes two. */
export function toUpperCase(text: string): string {
  if (ASCII.test(text)) return text.toUpperCase();
  return Array.from(text, upperOf).join("");
}

/** A text in lower case, as Go's `strings.ToLower` has it. */
export function toLowerCase(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  return Array.from(text, lowerOf).join("");
}

/** Whether two texts differ at most in case, under Unicode's simple case folding: Go's `strings.EqualFold`. */
export function equalFold(left: string, right: string): boolean {
  if (left === right) return true;
  const one = Array.from(left);
  const other = Array.from(right);
  return (
    one.length === other.length &&
    one.every((character, index) => isSameLetter(character, other[index] ?? ""))
  );
}

// oxlint-disable-next-line no-control-regex -- all of ASCII
const ASCII = /^[\u0000-\u007f]*$/;

/** Greek letters with iota subscript have a single capital in Unicode's simple mapping, two in JavaScript's full one. */
const IOTA: Readonly<Record<string, string>> = {
  "\u1fb3": "\u1fbc",
  "\u1fc3": "\u1fcc",
  "\u1ff3": "\u1ffc",
};

function upperOf(character: string): string {
  const upper = character.toUpperCase();
  if (Array.from(upper).length === 1) return upper;
  const code = character.codePointAt(0) ?? 0;
  const hasPair = code >= 0x1f80 && code <= 0x1faf && (code & 8) === 0;
  return hasPair ? String.fromCodePoint(code + 8) : (IOTA[character] ?? character);
}

function lowerOf(character: string): string {
  // Only capital I with a dot has a longer full mapping; the simple one drops the dot.
  return Array.from(character.toLowerCase())[0] ?? character;
}

function isSameLetter(left: string, right: string): boolean {
  if (left === right) return true;
  if (ASCII.test(left + right)) return left.toLowerCase() === right.toLowerCase();
  const code = left.codePointAt(0)?.toString(16) ?? "";
  return new RegExp(String.raw`^\u{${code}}$`, "iu").test(right);
}
