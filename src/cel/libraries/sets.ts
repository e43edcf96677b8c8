import { overload, type CelLibrary } from "../define-functions.ts";
import { celEquals } from "../run/equality.ts";
import type { CelValue } from "../values.ts";

type List = readonly CelValue[];

// oxfmt-ignore
/** cel-go's ext.Sets: lists compared as sets. */
export const setsLibrary: CelLibrary = {
  name: "ext.sets",
  functions: [
    overload(null, "sets.contains",   ["list(T)", "list(T)"], "bool", contains),
    overload(null, "sets.equivalent", ["list(T)", "list(T)"], "bool", (a: List, b: List) => contains(a, b) && contains(b, a)),
    overload(null, "sets.intersects", ["list(T)", "list(T)"], "bool", (a: List, b: List) => a.some((element) => has(b, element))),
  ],
};

function contains(list: List, part: List): boolean {
  return part.every((element) => has(list, element));
}

function has(list: List, element: CelValue): boolean {
  return list.some((other) => celEquals(other, element));
}
