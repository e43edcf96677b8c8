/** A stretch of a file that holds one document, with the markers and comments in front of it. */
export interface Chunk {
  readonly text: string;
  /** Line of the chunk's first character, from 1. */
  readonly line: number;
}

/** Behind a line break or a byte order mark, as files that were joined have it. */
const MARKER = /(?:^|[\r\n])\uFEFF?(?:---|\.\.\.)(?=[ \t\r\n]|$)/g;

/**
 * Splits a YAML stream at its document markers. A line that begins with `---` or `...` ends the document whatever
 * construct is open (YAML 1.2.2 §9.1.2), so that one broken document leaves the others readable.
 */
export function splitDocuments(text: string): Chunk[] {
  const chunks: Chunk[] = [];
  let start = 0;
  let line = 1;
  const end = (at: number) => {
    const chunk = text.slice(start, at);
    // Directives belong to the document that the next marker starts.
    if (isPreamble(chunk)) return;
    chunks.push({ text: chunk, line });
    line += countLines(chunk);
    start = at;
  };
  for (const { index, 0: match } of text.matchAll(MARKER)) {
    const marker = /^[\r\n]/.test(match) ? index + 1 : index;
    const begin = match.endsWith("-") ? marker : nextLine(text, marker);
    if (begin > start) end(begin);
  }
  end(text.length);
  if (start < text.length) chunks.push({ text: text.slice(start), line });
  return chunks;
}

function nextLine(text: string, from: number): number {
  const newline = text.indexOf("\n", from);
  return newline === -1 ? text.length : newline + 1;
}

/** Only `%` directives, comments and blank lines. */
function isPreamble(text: string): boolean {
  if (!/(?:^|\n)%/.test(text)) return false;
  return text.split("\n").every((line) => /^(?:[%#]|\s*$)/.test(line));
}

/** How many line breaks a text has. */
export function countLines(text: string, end = text.length): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at !== -1 && at < end; at = text.indexOf("\n", at + 1))
    count += 1;
  return count;
}
