import { goQuote } from "../../values/go-quote.ts";
import { CelOptional } from "../boxed-values.ts";
import { overload, type CelLibrary } from "../define-functions.ts";
import { CelError, type CelResult } from "../values.ts";
import { compileRegex } from "./regex-cache.ts";
import { findMatches, groupText, type MatchOffsets } from "../../values/go-regexp.ts";
import { isTooLong, TOO_LONG } from "./text-limit.ts";

// oxfmt-ignore
/** cel-go's ext.Regex. */
export const regexLibrary: CelLibrary = {
  name: "ext.regex",
  functions: [
    overload(null, "regex.replace",    ["string", "string", "string"],        "string",                replace),
    overload(null, "regex.replace",    ["string", "string", "string", "int"], "string",                replace),
    overload(null, "regex.extract",    ["string", "string"],                  "optional_type(string)", extract),
    overload(null, "regex.extractAll", ["string", "string"],                  "list(string)",          extractAll),
  ],
};

function replace(text: string, pattern: string, replacement: string, limit = -1n): CelResult {
  if (limit === 0n) return text;
  const regex = compileRegex(pattern);
  if (regex instanceof CelError) return regex;
  let result = "";
  let position = 0;
  const all = findMatches(regex, text);
  for (const match of limit < 0n ? all : all.slice(0, Number(limit))) {
    const expanded = expand(replacement, text, match);
    if (expanded instanceof CelError) return expanded;
    result += text.slice(position, match[0]) + expanded;
    if (isTooLong(result.length)) return TOO_LONG;
    position = match[1] ?? position;
  }
  return result + text.slice(position);
}

/** The replacement with `\0` to `\9` filled in and `\\` made one backslash. */
function expand(replacement: string, text: string, match: MatchOffsets): string | CelError {
  const groups = match.length / 2 - 1;
  let result = "";
  for (let index = 0; index < replacement.length; index += 1) {
    const character = replacement.charAt(index);
    if (character !== "\\") {
      result += character;
      continue;
    }
    index += 1;
    const next = replacement.charAt(index);
    const error = escapeError(replacement, next, groups);
    if (error !== undefined) return error;
    result += next === "\\" ? next : groupText(text, match, Number(next));
  }
  return result;
}

function escapeError(replacement: string, next: string, groups: number): CelError | undefined {
  const invalid = `invalid replacement string: '${replacement}' \\`;
  if (next === "") return new CelError(`${invalid} not allowed at end`);
  if (next === "\\") return undefined;
  if (!/\d/.test(next)) return new CelError(`${invalid} must be followed by a digit or \\`);
  return Number(next) > groups
    ? new CelError(
        `replacement string references group ${next} but regex has only ${groups} group(s)`,
      )
    : undefined;
}

function extract(text: string, pattern: string): CelResult {
  const regex = compileWithOneGroup(pattern);
  if (regex instanceof CelError) return regex;
  const [match] = findMatches(regex, text, 1);
  if (match === undefined) return CelOptional.none;
  if (regex.groupCount() === 0) return CelOptional.of(groupText(text, match, 0));
  // A group that matched nothing counts as absent.
  const group = groupText(text, match, 1);
  return group === "" ? CelOptional.none : CelOptional.of(group);
}

function extractAll(text: string, pattern: string): CelResult {
  const regex = compileWithOneGroup(pattern);
  if (regex instanceof CelError) return regex;
  const matches = findMatches(regex, text);
  if (regex.groupCount() === 0) return matches.map((match) => groupText(text, match, 0));
  return matches.map((match) => groupText(text, match, 1)).filter((group) => group !== "");
}

function compileWithOneGroup(pattern: string): ReturnType<typeof compileRegex> {
  const regex = compileRegex(pattern);
  if (regex instanceof CelError || regex.groupCount() <= 1) return regex;
  return new CelError(`regular expression has more than one capturing group: ${goQuote(pattern)}`);
}
