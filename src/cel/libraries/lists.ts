import { overload, type CelFunction, type CelLibrary } from "../define-functions.ts";
import { celCompare, isComparable } from "../run/compare.ts";
import { celEquals } from "../run/equality.ts";
import { missingTrait } from "../run/errors.ts";
import { typeNameOf } from "../run/type-of.ts";
import { CelError, type CelResult, type CelValue } from "../values.ts";

type List = readonly CelValue[];

/** The cost limit that Kubernetes sets on one call would be reached far earlier; this only keeps memory bounded. */
const MAX_RANGE = 1_000_000n;

/** Element types that have an order, in cel-go's sequence. */
const COMPARABLE = ["int", "uint", "double", "bool", "duration", "timestamp", "string", "bytes"];

// oxfmt-ignore
/** cel-go's ext.Lists at version 3; `sortBy` expands to `@sortByAssociatedKeys`, `first` and `last` belong to the optionals. */
export const listsLibrary: CelLibrary = {
  name: "ext.lists",
  functions: [
    overload("list(T)",       "slice",       ["int", "int"], "list(T)",   slice),
    singleton(overload("list(list(T))", "flatten", [],      "list(T)",   (list: CelValue) => flatten(list))),
    singleton(overload("list(dyn)",     "flatten", ["int"], "list(dyn)", flatten)),
    overload(null,            "lists.range", ["int"],        "list(int)", range),
    overload("list(T)",       "reverse",     [],             "list(T)",   (list: List) => list.toReversed()),
    overload("list(T)",       "distinct",    [],             "list(T)",   distinct),
    ...COMPARABLE.map((type) => singleton(overload(`list(${type})`, "sort", [], `list(${type})`, sort))),
    ...COMPARABLE.map((type) => singleton(overload("list(T)", "@sortByAssociatedKeys", [`list(${type})`], "list(T)", sortByKeys))),
  ],
};

function slice(list: List, start: bigint, end: bigint): CelResult {
  const call = `cannot slice(${start}, ${end})`;
  if (start < 0n || end < 0n) return new CelError(`${call}, negative indexes not supported`);
  if (start > end)
    return new CelError(`${call}, start index must be less than or equal to end index`);
  if (end > list.length) return new CelError(`${call}, list is length ${list.length}`);
  return list.slice(Number(start), Number(end));
}

/** cel-go calls these with whatever there is at run time: lists of any elements, and what is no list. */
function singleton(declared: CelFunction): CelFunction {
  return { ...declared, singleton: true };
}

function flatten(list: CelValue, ...[depth]: readonly CelValue[]): CelResult {
  const levels = depth === undefined ? 1n : depth;
  if (!isList(list) || typeof levels !== "bigint") {
    const arg = depth === undefined ? "" : typeNameOf(depth);
    return new CelError(`no such overload: ${declaredName(list)}.flatten(${arg})`);
  }
  if (levels < 0n) return new CelError("level must be non-negative");
  return flattenTo([], list, levels);
}

/** cel-go names the type with its parameters here. */
function declaredName(value: CelValue): string {
  const name = typeNameOf(value);
  if (name === "map") return "map(dyn, dyn)";
  return name === "optional_type" ? "optional_type(dyn)" : name;
}

function flattenTo(target: CelValue[], list: List, depth: bigint): CelValue[] {
  for (const element of list) {
    if (depth > 0n && Array.isArray(element)) flattenTo(target, element, depth - 1n);
    else target.push(element);
  }
  return target;
}

function range(size: bigint): CelResult {
  if (size < 0n) return new CelError(`lists.range: size must be non-negative, got ${size}`);
  if (size > MAX_RANGE)
    return new CelError(`lists.range: size ${size} exceeds maximum allowed (${MAX_RANGE})`);
  return Array.from({ length: Number(size) }, (_, index) => BigInt(index));
}

function distinct(list: List): CelResult {
  const seen = new Set<CelValue>();
  const unique: CelValue[] = [];
  for (const element of list) {
    // Strings equal nothing but themselves, so the common case needs no comparing.
    if (
      typeof element === "string"
        ? seen.has(element)
        : unique.some((other) => celEquals(other, element))
    )
      continue;
    seen.add(element);
    unique.push(element);
  }
  return unique;
}

function sort(list: CelValue): CelResult {
  return isList(list) ? sortByKeys(list, list) : missingTrait(list, "sort");
}

function sortByKeys(list: CelValue, keys: CelValue): CelResult {
  if (!isList(list) || !isList(keys)) return missingTrait(list, "@sortByAssociatedKeys");
  if (list.length !== keys.length)
    return new CelError(
      `@sortByAssociatedKeys() expected a list of the same size as the associated keys list, but got ${list.length} and ${keys.length} elements respectively`,
    );
  const first = keys[0];
  if (first === undefined) return list;
  if (!isComparable(first)) return new CelError("list elements must be comparable");
  const type = typeNameOf(first);
  // Go finds this out only while comparing, so a list of one is never refused.
  if (keys.some((key) => typeNameOf(key) !== type))
    return new CelError("list elements must have the same type");
  const order = keys.map((_, index) => index).toSorted((a, b) => compareKeys(keys[a], keys[b]));
  return order.map((index) => list[index] ?? null);
}

function isList(value: CelValue): value is List {
  return Array.isArray(value);
}

function compareKeys(a: CelValue = null, b: CelValue = null): number {
  const order = celCompare(a, b);
  return typeof order === "number" ? order : 0;
}
