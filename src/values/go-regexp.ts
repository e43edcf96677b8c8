import { RE2JS } from "re2js";
import { notParsed, parsed, type Parsed } from "./parsed.ts";
import { remember } from "./remember.ts";

/** The RE2 program of a pattern, compiled once, or Go regexp's error text for it. */
export const compileRegexp = remember(compile, 1000);

function compile(pattern: string): Parsed<RE2JS> {
  try {
    return parsed(RE2JS.compile(pattern));
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    // Go prints the (empty) remainder of the pattern here, re2js leaves it out.
    const missing = text.endsWith("trailing backslash at end of expression") ? ": ``" : "";
    return notParsed(text + missing);
  }
}

/** Group offsets of one match: start and end of the whole match, then of each group; -1 where a group took no part. */
export type MatchOffsets = readonly number[];

/** All matches, at most `limit` (negative: no limit), under Go's rules for empty ones. */
export function findMatches(regex: RE2JS, text: string, limit = -1): readonly MatchOffsets[] {
  const matches: readonly MatchOffsets[] | null = regex.re2().findAllSubmatchIndex(text, limit);
  return matches ?? [];
}

/** What group `index` matched; empty where it took no part. */
export function groupText(text: string, match: MatchOffsets, index: number): string {
  const start = match[2 * index] ?? -1;
  return start === -1 ? "" : text.slice(start, match[2 * index + 1]);
}

/** The text with every match replaced, undefined when it would be longer than `limit`; the replacement's `$1`, `${1}` and `$name` are filled in as Go's `Regexp.Expand` does. */
export function replaceAllMatches(
  regex: RE2JS,
  text: string,
  replacement: string,
  limit: number,
): string | undefined {
  const template = readTemplate(replacement, regex);
  const expand = (match: MatchOffsets): string => {
    let result = "";
    for (const part of template) {
      result += typeof part === "string" ? part : fill(text, match, part);
      if (result.length > limit) break;
    }
    return result;
  };
  return replaceMatches(regex, text, expand, limit);
}

/** The text with `replace` of every match in its place, undefined when it would be longer than `limit`. */
export function replaceMatches(
  regex: RE2JS,
  text: string,
  replace: (match: MatchOffsets) => string,
  limit: number,
): string | undefined {
  let result = "";
  let position = 0;
  for (const match of findMatches(regex, text)) {
    result += text.slice(position, match[0]) + replace(match);
    if (result.length > limit) return undefined;
    position = match[1] ?? position;
  }
  return result + text.slice(position);
}

/** Groups of which the first that took part is meant. */
type GroupReference = readonly number[];

const REFERENCE = /\$(?:(\$)|\{([\p{L}\p{Nd}_]+)\}|([\p{L}\p{Nd}_]+))/gu;

function readTemplate(replacement: string, regex: RE2JS): readonly (string | GroupReference)[] {
  const parts: (string | GroupReference)[] = [];
  let from = 0;
  for (const { 0: whole, 1: dollar, 2: braced, 3: bare, index } of replacement.matchAll(
    REFERENCE,
  )) {
    parts.push(replacement.slice(from, index));
    parts.push(dollar ?? groupsNamed(braced ?? bare ?? "", regex));
    from = index + whole.length;
  }
  return [...parts, replacement.slice(from)];
}

function groupsNamed(name: string, regex: RE2JS): GroupReference {
  if (/^(?:0|[1-9]\d{0,8})$/.test(name)) return [Number(name)];
  const groups: Readonly<Record<string, number>> = regex.namedGroups();
  const group = Object.hasOwn(groups, name) ? groups[name] : undefined;
  return group === undefined ? [] : [group];
}

function fill(text: string, match: MatchOffsets, groups: GroupReference): string {
  const group = groups.find((index) => (match[2 * index] ?? -1) !== -1);
  return group === undefined ? "" : groupText(text, match, group);
}
