import { allOperators } from "./all-operators.ts";
import { parseGoFloat } from "../values/go-parse-float.ts";
import type { Matcher } from "./define-operator.ts";

/** A scalar pattern as a function of the resource's value: https://kyverno.io/docs/policy-types/cluster-policy/validate/#patterns */
export function compileLeaf(pattern: unknown): Matcher {
  if (typeof pattern === "string") return compileText(pattern);
  if (typeof pattern === "number") return compileNumber(pattern);
  if (typeof pattern === "boolean") return (value) => value === pattern;
  if (pattern === null || pattern === undefined) return isNothing;
  const isMap = !Array.isArray(pattern);
  return (value) => isMap && isMapping(value);
}

function compileText(pattern: string): Matcher {
  const [first = never, ...others] = pattern.split("|").map((text) => compileAll(trimSpaces(text)));
  if (others.length === 0) return (value) => value === pattern || first(value);
  return (value) => value === pattern || first(value) || others.some((matches) => matches(value));
}

function compileAll(text: string): Matcher {
  const [first = never, ...others] = text.split("&").map((part) => compileAtom(trimSpaces(part)));
  if (others.length === 0) return first;
  return (value) => first(value) && others.every((matches) => matches(value));
}

/** Only spaces: a line's end belongs to the operand, which loses it later. */
function trimSpaces(text: string): string {
  return text.replaceAll(/^ +| +$/gu, "");
}

function never(): boolean {
  return false;
}

function compileAtom(text: string): Matcher {
  for (const operator of allOperators) {
    const matches = operator.compile(text);
    if (matches !== undefined) return matches;
  }
  return never;
}

function compileNumber(pattern: number): Matcher {
  const parse = Number.isInteger(pattern) ? parseWhole : parseGoFloat;
  return (value) => (typeof value === "string" ? parse(value) : value) === pattern;
}

const WHOLE = /^[-+]?\d+$/u;

function parseWhole(text: string): number | undefined {
  return WHOLE.test(text) ? Number(text) : undefined;
}

function isNothing(value: unknown): boolean {
  return value === null || value === undefined || value === 0 || value === "" || value === false;
}

/** A JSON object. */
export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
