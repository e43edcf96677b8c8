import { CelDuration } from "../boxed-values.ts";
import { overload, type CelFunction, type CelLibrary } from "../define-functions.ts";
import { add } from "../run/arithmetic.ts";
import { celCompare, isComparable } from "../run/compare.ts";
import { celEquals } from "../run/equality.ts";
import { noSuchOverload } from "../run/errors.ts";
import { CelError, CelUint, type CelResult, type CelValue } from "../values.ts";

type List = readonly CelValue[];

const COMPARABLE = ["int", "uint", "double", "bool", "duration", "timestamp", "string", "bytes"];
const SUMMABLE: Readonly<Record<string, CelValue>> = {
  int: 0n,
  uint: new CelUint(0n),
  double: 0,
  duration: new CelDuration(0n),
};

// oxfmt-ignore
/** Kubernetes' list functions (apiserver pkg/cel/library/lists.go). */
export const kubernetesListsLibrary: CelLibrary = {
  name: "k8s.lists",
  functions: [
    ...forEachType(COMPARABLE, "isSorted", () => "bool", isSorted),
    ...forEachType(COMPARABLE, "min", (type) => type, (list: List) => extreme(list, "min", 1)),
    ...forEachType(COMPARABLE, "max", (type) => type, (list: List) => extreme(list, "max", -1)),
    ...Object.entries(SUMMABLE).map(([type, zero]) => overload(`list(${type})`, "sum", [], type, (list: List) => sum(list, zero))),
    overload("list(A)", "indexOf",     ["A"], "int", (list: List, element: CelValue) => BigInt(list.findIndex((other) => celEquals(other, element)))),
    overload("list(A)", "lastIndexOf", ["A"], "int", (list: List, element: CelValue) => BigInt(list.findLastIndex((other) => celEquals(other, element)))),
  ],
};

function forEachType(
  types: readonly string[],
  name: string,
  returns: (type: string) => string,
  call: CelFunction["call"],
): CelFunction[] {
  return types.map((type) => overload(`list(${type})`, name, [], returns(type), call));
}

/** An element that cannot be compared with the one before does not end the walk: Kubernetes looks only for "greater". */
function isSorted(list: List): CelResult {
  let previous: CelValue | undefined;
  for (const element of list) {
    if (!isComparable(element)) return noSuchOverload();
    if (previous !== undefined && celCompare(previous, element) === 1) return false;
    previous = element;
  }
  return true;
}

function extreme(list: List, name: string, replaceWhen: number): CelResult {
  let result: CelValue | undefined;
  for (const element of list) {
    if (!isComparable(element)) return noSuchOverload();
    if (result === undefined || celCompare(result, element) === replaceWhen) result = element;
  }
  return result ?? new CelError(`${name} called on empty list`);
}

/** The first element starts the sum, so that a dyn list sums in its own type. */
function sum(list: List, zero: CelValue): CelResult {
  let total: CelValue | undefined;
  for (const element of list) {
    if (!isSummable(element)) return noSuchOverload();
    const next: CelResult = total === undefined ? element : add(total, element);
    if (next instanceof CelError) return next;
    total = next;
  }
  return total ?? zero;
}

function isSummable(value: CelValue): boolean {
  return (
    typeof value === "bigint" ||
    typeof value === "number" ||
    value instanceof CelUint ||
    value instanceof CelDuration
  );
}
