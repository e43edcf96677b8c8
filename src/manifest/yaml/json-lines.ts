import type { Chunk } from "./split-documents.ts";

/** The lines of a text that is one JSON object a line, as exports and logs have it; undefined for any other text. */
export function jsonLines({ text, line }: Chunk): Chunk[] | undefined {
  const begin = /^(?:---[ \t]*\r?\n)?\{/.exec(text)?.[0].length;
  const end = text.indexOf("\n");
  // Two lines tell; a single object, however it is laid out, is one document.
  if (begin === undefined || !/\n\{/.test(text) || end < 0) return undefined;
  const lines = text.slice(begin - 1).split("\n");
  const isOneEach = lines.every((part) => part.trim() === "" || isObject(part));
  if (!isOneEach) return undefined;
  const skipped = text.slice(0, begin - 1).split("\n").length - 1;
  return lines.flatMap((part, index) =>
    part.trim() === "" ? [] : [{ text: part, line: line + skipped + index }],
  );
}

function isObject(text: string): boolean {
  if (!text.startsWith("{")) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
