import { remember } from "../values/remember.ts";
import { type CompiledPattern, compilePattern } from "./compile-pattern.ts";

/**
 * Compiles patterns whose variables are put in anew for each resource: equal ones are compiled once, and at most `limit`
 * are kept.
 */
export function createPatternCache(limit: number): (pattern: unknown) => CompiledPattern {
  const compileText = remember((text: string) => compilePattern(JSON.parse(text)), limit);
  // An undefined pattern has no JSON and means the same as null.
  return (pattern) => compileText(JSON.stringify(pattern) ?? "null");
}
