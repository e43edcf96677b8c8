import { CelError, type CelResult } from "../values.ts";
import { noSuchOverload } from "./errors.ts";

/** What a value that should be a bool counts as: itself, its own error, or `no such overload`. */
export function boolOrError(value: CelResult): boolean | CelError {
  if (typeof value === "boolean" || value instanceof CelError) return value;
  return noSuchOverload();
}

/** `&&`: false wins over an error on either side. */
export function and(a: CelResult, b: CelResult): CelResult {
  if (a === false || b === false) return false;
  return a === true ? boolOrError(b) : boolOrError(a);
}

/** `||`: true wins over an error on either side. */
export function or(a: CelResult, b: CelResult): CelResult {
  if (a === true || b === true) return true;
  return a === false ? boolOrError(b) : boolOrError(a);
}

/** `!`. */
export function not(value: CelResult): CelResult {
  const bool = boolOrError(value);
  return typeof bool === "boolean" ? !bool : bool;
}

/** `condition ? a : b` on values. */
export function conditional(condition: CelResult, a: CelResult, b: CelResult): CelResult {
  const bool = boolOrError(condition);
  if (typeof bool !== "boolean") return bool;
  return bool ? a : b;
}

/** False only for false: errors keep a fold going. */
export function notStrictlyFalse(value: CelResult): boolean {
  return value !== false;
}
