import { goBoolean, goKey, goNumber, isGoNull } from "../go-scalars.ts";

/** What a plain scalar stands for; undefined where the full reader has to look: numbers that JSON or a float64 can't hold. */
export function plainValue(text: string): string | number | boolean | null | undefined {
  const first = text.charCodeAt(0);
  if (isLetter(first) && !MAY_BE_WORD[first]) return text;
  const word = goBoolean(text);
  if (word !== undefined) return word;
  if (isGoNull(text)) return null;
  const number = goNumber(text);
  if (number === undefined) return text;
  return Number.isSafeInteger(number) || isFraction(number) ? number : undefined;
}

/** The key that a plain scalar stands for; undefined for null and for what the full reader has to look at. */
export function plainKey(text: string): string | undefined {
  const value = plainValue(text);
  return typeof value === "string" ? value : goKey(value);
}

function isFraction(value: number): boolean {
  return Number.isFinite(value) && Math.abs(value) < Number.MAX_SAFE_INTEGER;
}

function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
}

/** First letters of YAML 1.1's booleans and of null. */
const MAY_BE_WORD: readonly boolean[] = (() => {
  const table = Array.from({ length: 128 }, () => false);
  for (const letter of "yYnNtTfFoO") table[letter.charCodeAt(0)] = true;
  return table;
})();
