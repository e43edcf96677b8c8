import { RE2JS } from "re2js";
import { CelError } from "../values.ts";

/** Patterns from policies are few; the bound only keeps patterns built from resources from filling memory. */
const LIMIT = 1000;
const compiled = new Map<string, RE2JS | CelError>();

/** The RE2 program of a pattern, compiled once, or Go regexp's error text for it. */
export function compileRegex(pattern: string): RE2JS | CelError {
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  if (compiled.size >= LIMIT) compiled.clear();
  const fresh = compile(pattern);
  compiled.set(pattern, fresh);
  return fresh;
}

function compile(pattern: string): RE2JS | CelError {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    // Go prints the (empty) remainder of the pattern here, re2js leaves it out.
    const missing = text.endsWith("trailing backslash at end of expression") ? ": ``" : "";
    return new CelError(text + missing);
  }
}
