import { mapOf } from "../boxed-values.ts";
import { overload, type CelLibrary } from "../define-functions.ts";
import { findKey } from "../run/qualify.ts";
import { typeNameOf } from "../run/type-of.ts";
import { CelError, type CelResult, type CelValue } from "../values.ts";

type List = readonly CelValue[];

/** Kyverno's `listObjToMap`: keys from the objects of one list, values from those of another. */
export const transformLibrary: CelLibrary = {
  name: "kyverno.transform",
  functions: ["listObjToMap", "transform.listObjToMap"].map((name) =>
    overload(null, name, ["list(dyn)", "list(dyn)", "string", "string"], "map(dyn, dyn)", toMap),
  ),
};

function toMap(keys: List, values: List, keyName: string, valueName: string): CelResult {
  if (keys.length !== values.length)
    return new CelError(
      `listObjToMap must take lists of equal length. list1: ${keys.length}, list2: ${values.length}`,
    );
  const entries: [CelValue, CelValue][] = [];
  for (const [index, keyObject] of keys.entries()) {
    const valueObject = values[index] ?? null;
    if (typeNameOf(keyObject) !== "map" || typeNameOf(valueObject) !== "map")
      return new CelError("listObjToMap must take lists of objects");
    const key = findKey(keyObject, keyName);
    if (typeof key !== "string")
      return new CelError(
        "the passed key name cannot be handled as a string in the key object list",
      );
    const value = findKey(valueObject, valueName) ?? null;
    if (value instanceof CelError) return value;
    entries.push([key, value]);
  }
  return mapOf(entries);
}
