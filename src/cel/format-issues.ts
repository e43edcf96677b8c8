import type { CelIssue } from "./issue.ts";

const ISSUE_LIMIT = 100;
const SNIPPET_LIMIT_BYTES = 16_384;
const SOURCE_NAME = "<input>";

interface Location {
  readonly line: number;
  /** From 0. */
  readonly column: number;
}

const isWide = (character: string): boolean => (character.codePointAt(0) ?? 0) > 0x7f;

function locate(at: number, lines: readonly (readonly string[])[]): Location {
  if (at < -1) return { line: -1, column: -1 };
  let start = 0;
  let location = { line: 1, column: at };
  for (const [index, line] of lines.entries()) {
    if (start > at && index > 0) break;
    location = { line: index + 1, column: at - start };
    start += line.length + 1;
  }
  return location;
}

function formatIssue(
  { message, line, column }: Location & { readonly message: string },
  lines: readonly (readonly string[])[],
): string {
  const text = `ERROR: ${SOURCE_NAME}:${line}:${column + 1}: ${message}`;
  const snippet = lines[line - 1];
  const isEmpty = lines.length === 1 && lines[0]?.length === 0;
  if (!snippet || isEmpty) return text;
  if (Buffer.byteLength(snippet.join("")) > SNIPPET_LIMIT_BYTES) return text;
  const dots = snippet.slice(0, Math.max(column, 0)).map((each) => (isWide(each) ? "．" : "."));
  const mark = isWide(snippet[Math.max(column, 0)] ?? "") ? "＾" : "^";
  return `${text}\n | ${snippet.join("").replaceAll("\t", " ")}\n | ${dots.join("")}${mark}`;
}

/** Issues as cel-go prints them: in the order of their places, each with its line of the source and a caret below. */
export function formatIssues(issues: readonly CelIssue[], source: string): string {
  const lines = source.split("\n").map((line) => Array.from(line));
  const located = issues
    .slice(0, ISSUE_LIMIT)
    .map(({ at, message }) => ({ message, ...locate(at, lines) }))
    .toSorted((a, b) => a.line - b.line || a.column - b.column);
  const texts = located.map((issue) => formatIssue(issue, lines));
  const more = issues.length - ISSUE_LIMIT;
  if (more > 0) texts.push(`${more} more errors were truncated`);
  return texts.join("\n");
}
