import { CelDuration, CelTimestamp } from "../boxed-values.ts";
import { CelError, type CelValue } from "../values.ts";
import { typeNameOf } from "./type-of.ts";

const NO_SUCH_OVERLOAD = new CelError("no such overload");

/** cel-go's error for an operand of a type that the operation knows nothing about. */
export function noSuchOverload(): CelError {
  return NO_SUCH_OVERLOAD;
}

/** cel-go's error where the first operand's type lacks the operation: types with methods of their own leave the name out. */
export function missingTrait(value: CelValue, name: string): CelError {
  return typeof value === "string" || value instanceof CelTimestamp || value instanceof CelDuration
    ? NO_SUCH_OVERLOAD
    : new CelError(`no such overload: ${name}`);
}

/** cel-go's error when no overload of a function takes these values. */
export function noMatchingOverload(name: string, values: readonly CelValue[]): CelError {
  return new CelError(`no such overload: ${name}(${values.map(typeNameOf).join(", ")})`);
}
