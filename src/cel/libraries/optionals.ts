import { CelOptional } from "../boxed-values.ts";
import { overload, type CelFunction, type CelLibrary } from "../define-functions.ts";
import { isZeroValue } from "../run/collections.ts";
import { noMatchingOverload, noSuchOverload } from "../run/errors.ts";
import { findIndex } from "../run/qualify.ts";
import type { CelResult, CelValue } from "../values.ts";

function optionalOr(a: CelValue, b: CelResult): CelResult {
  if (!(a instanceof CelOptional)) return noSuchOverload();
  return a.content === undefined ? b : a;
}

function optionalOrValue(a: CelValue, b: CelResult): CelResult {
  if (!(a instanceof CelOptional)) return noSuchOverload();
  return a.content === undefined ? b : a.content;
}

/** Kyverno's `orValue`: a receiver that is no optional is its own value. */
export function orValueCompat(a: CelValue, b: CelValue): CelResult {
  if (!(a instanceof CelOptional)) return a;
  return a.content === undefined ? b : a.content;
}

/** The optional that `operand[?key]` gives; an optional operand is looked into. */
function optionalIndex(operand: CelValue, key: CelValue): CelResult {
  const value = operand instanceof CelOptional ? operand.content : operand;
  if (value === undefined) return CelOptional.none;
  const found = findIndex(value, key);
  return found === undefined ? CelOptional.none : optionalOf(found);
}

function optionalOf(value: CelResult): CelResult {
  return CelOptional.wrap(value);
}

function unwrap(name: string): CelFunction["call"] {
  return (list: readonly CelValue[]): CelResult => {
    const values: CelValue[] = [];
    for (const element of list) {
      if (!(element instanceof CelOptional)) return noMatchingOverload(name, [list]);
      if (element.content !== undefined) values.push(element.content);
    }
    return values;
  };
}

/** cel-go's optional types in their latest version: syntax, methods, `first`, `last` and `unwrap`. */
// oxfmt-ignore
export const optionalsLibrary: CelLibrary = {
  name: "optionals",
  functions: [
    overload(null, "optional.of", ["V"], "optional_type(V)", optionalOf),
    overload(null, "optional.ofNonZeroValue", ["V"], "optional_type(V)", (value: CelValue) => (isZeroValue(value) ? CelOptional.none : optionalOf(value))),
    overload(null, "optional.none", [], "optional_type(V)", () => CelOptional.none),
    overload("optional_type(V)", "value", [], "V", (optional: CelOptional) => optional.value()),
    overload("optional_type(V)", "hasValue", [], "bool", (optional: CelOptional) => optional.content !== undefined),
    { ...overload("optional_type(V)", "or", ["optional_type(V)"], "optional_type(V)", optionalOr), singleton: true },
    { ...overload("optional_type(V)", "orValue", ["V"], "V", optionalOrValue), singleton: true },
    { ...overload(null, "_?._", ["dyn", "string"], "optional_type(V)", optionalIndex), singleton: true },
    { ...overload(null, "_[?_]", ["list(V)", "int"], "optional_type(V)", optionalIndex), singleton: true },
    { ...overload(null, "_[?_]", ["optional_type(list(V))", "int"], "optional_type(V)", optionalIndex), singleton: true },
    { ...overload(null, "_[?_]", ["map(K, V)", "K"], "optional_type(V)", optionalIndex), singleton: true },
    { ...overload(null, "_[?_]", ["optional_type(map(K, V))", "K"], "optional_type(V)", optionalIndex), singleton: true },
    { ...overload(null, "_[_]", ["optional_type(list(V))", "int"], "optional_type(V)", optionalIndex), singleton: true },
    { ...overload(null, "_[_]", ["optional_type(map(K, V))", "K"], "optional_type(V)", optionalIndex), singleton: true },
    overload("list(V)", "last", [], "optional_type(V)", (list: readonly CelValue[]) => optionalAt(list, list.length - 1)),
    overload("list(V)", "first", [], "optional_type(V)", (list: readonly CelValue[]) => optionalAt(list, 0)),
    overload(null, "optional.unwrap", ["list(optional_type(V))"], "list(V)", unwrap("optional.unwrap")),
    overload("list(optional_type(V))", "unwrapOpt", [], "list(V)", unwrap("unwrapOpt")),
  ],
};

function optionalAt(list: readonly CelValue[], index: number): CelResult {
  const element = list[index];
  return element === undefined ? CelOptional.none : optionalOf(element);
}

/** What Kyverno's `orValue` rewrite calls; not part of ImageValidatingPolicy environments. */
export const orValueCompatLibrary: CelLibrary = {
  name: "orValueCompat",
  functions: [overload(null, "__orValueCompat__", ["dyn", "dyn"], "dyn", orValueCompat)],
};
