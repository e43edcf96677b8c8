import { goQuote } from "./go-quote.ts";
import { notParsed, parsed, type Parsed } from "./parsed.ts";
import { remember } from "./remember.ts";
import { compareSemvers, parseSemver, type Semver } from "./semver.ts";

/** Whether a version lies in the range. */
export type SemverRange = (version: Semver) => boolean;

/** Parses a range of blang/semver (`>=1.0.0 <2.0.0 || 3.x`), with its errors; the same text is read once. */
export const parseSemverRange = remember(readRange, 1000);

function readRange(text: string): Parsed<SemverRange> {
  const alternatives = splitAlternatives(splitParts(text));
  if (!alternatives.ok) return alternatives;
  const conditions: (readonly SemverRange[])[] = [];
  const expanded: string[][] = [];
  for (const parts of alternatives.value) {
    const one = expandWildcards(parts);
    if (!one.ok) return one;
    expanded.push(one.value);
  }
  for (const parts of expanded) {
    const all: SemverRange[] = [];
    for (const part of parts) {
      const condition = parseCondition(part);
      if (!condition.ok) return condition;
      all.push(condition.value);
    }
    conditions.push(all);
  }
  return parsed((version) => conditions.some((all) => all.every((holds) => holds(version))));
}

/** Splits at spaces, but not behind an operator; a part of one character gets lost, as in blang/semver. */
function splitParts(text: string): string[] {
  const parts: string[] = [];
  let from = 0;
  let previous = "";
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character !== " ") previous = character;
    else if (!/[<>=]/.test(previous)) {
      if (from < at - 1) parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  if (from < text.length - 1) parts.push(text.slice(from));
  return parts.map((part) => part.replaceAll(" ", ""));
}

function splitAlternatives(parts: readonly string[]): Parsed<readonly string[][]> {
  const alternatives: string[][] = [];
  let last = 0;
  for (const [index, part] of parts.entries()) {
    if (part !== "||") continue;
    if (index === 0) return notParsed("First element in range is '||'");
    alternatives.push(parts.slice(last, index));
    last = index + 1;
  }
  if (last === parts.length) return notParsed("Last element in range is '||'");
  return parsed([...alternatives, parts.slice(last)]);
}

interface Comparison {
  readonly operator: string;
  readonly version: string;
}

function splitComparison(part: string): Parsed<Comparison> {
  const at = part.search(/\p{Nd}/u);
  if (at === -1) return notParsed(`Could not get version from string: ${goQuote(part)}`);
  return parsed({ operator: part.slice(0, at).trim(), version: part.slice(at) });
}

/** Writes each comparison with an `x` out as one or two plain ones. */
function expandWildcards(parts: readonly string[]): Parsed<string[]> {
  const expanded: string[] = [];
  for (const part of parts) {
    if (!part.includes("x")) {
      expanded.push(part);
      continue;
    }
    const comparison = splitComparison(part);
    if (!comparison.ok) return comparison;
    expanded.push(...expandWildcard(comparison.value));
  }
  return parsed(expanded);
}

/** What stands before the version, what before its successor. */
const WILDCARDS: Readonly<Record<string, { first?: string; last?: string; next?: string }>> = {
  ">": { next: ">=" },
  ">=": { last: ">=" },
  "<": { last: "<" },
  "<=": { next: "<" },
  "": { first: ">=", next: "<" },
  "=": { first: ">=", next: "<" },
  "==": { first: ">=", next: "<" },
  "!": { first: "<", next: ">=" },
  "!=": { first: "<", next: ">=" },
};

function expandWildcard({ operator, version }: Comparison): string[] {
  const flat = withoutWildcards(version);
  const known = Object.hasOwn(WILDCARDS, operator) ? WILDCARDS[operator] : undefined;
  const { first, last, next } = known ?? { last: "" };
  const expanded = first === undefined ? [] : [first + flat];
  if (next !== undefined) expanded.push(next + successor(version, flat));
  return last === undefined ? expanded : [...expanded, last + flat];
}

function withoutWildcards(version: string): string {
  const flat = version.replace(".x.x", ".x").replace(".x", ".0");
  return flat.split(".").length === 2 ? `${flat}.0` : flat;
}

/** The next minor version for `1.2.x`, the next major one for `1.x`; otherwise nothing. */
function successor(version: string, flat: string): string {
  const written = version.split(".");
  const parts = flat.split(".");
  const index = written.at(-1) === "x" ? written.length - 2 : -1;
  if (index !== 0 && index !== 1) return "";
  const number = parts[index] ?? "";
  if (!/^[+-]?\d+$/.test(number)) return "";
  return parts.toSpliced(index, 1, String(BigInt(number.replace("+", "")) + 1n)).join(".");
}

const OPERATORS: Readonly<Record<string, (order: number) => boolean>> = {
  "": (order) => order === 0,
  "=": (order) => order === 0,
  "==": (order) => order === 0,
  "!": (order) => order !== 0,
  "!=": (order) => order !== 0,
  ">": (order) => order > 0,
  ">=": (order) => order >= 0,
  "<": (order) => order < 0,
  "<=": (order) => order <= 0,
};

function parseCondition(part: string): Parsed<SemverRange> {
  const comparison = splitComparison(part);
  if (!comparison.ok) return comparison;
  const { operator, version } = comparison.value;
  const inRange = (reason: string): Parsed<SemverRange> =>
    notParsed(
      `Could not parse Range ${goQuote(part)}: ${reason} in ${goQuote(operator + version)}`,
    );
  const holds = Object.hasOwn(OPERATORS, operator) ? OPERATORS[operator] : undefined;
  if (holds === undefined) return inRange(`Could not parse comparator ${goQuote(operator)}`);
  const bound = parseSemver(version);
  if (bound.ok) return parsed((other) => holds(compareSemvers(other, bound.value)));
  const failure = inRange(`Could not parse version ${goQuote(version)}`);
  return failure.ok ? failure : notParsed(`${failure.error}: ${bound.error}`);
}
