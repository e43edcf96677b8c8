import type { RE2JS } from "re2js";
import { compileRegexp } from "../../values/go-regexp.ts";
import { CelError } from "../values.ts";

/** The RE2 program of a pattern, compiled once, or Go regexp's error text for it. */
export function compileRegex(pattern: string): RE2JS | CelError {
  const regex = compileRegexp(pattern);
  return regex.ok ? regex.value : new CelError(regex.error);
}
