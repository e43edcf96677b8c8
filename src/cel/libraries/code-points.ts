/** CEL counts code points, JavaScript UTF-16 units; the two differ only in strings with surrogates. */
const SURROGATE = /[\uD800-\uDFFF]/;

/** How many code points a string has. */
export function codePointLength(text: string): number {
  if (!SURROGATE.test(text)) return text.length;
  let length = 0;
  for (const _ of text) length += 1;
  return length;
}

/** The UTF-16 offset of the `index`-th code point; the string's length for any index behind its end. */
export function unitOffset(text: string, index: number): number {
  if (!SURROGATE.test(text)) return Math.min(index, text.length);
  let offset = 0;
  let count = 0;
  for (const character of text) {
    if (count === index) return offset;
    offset += character.length;
    count += 1;
  }
  return text.length;
}

/** The code point index that a UTF-16 offset stands at. */
export function codePointIndex(text: string, offset: number): number {
  return codePointLength(text.slice(0, offset));
}
