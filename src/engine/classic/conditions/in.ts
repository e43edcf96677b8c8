import { Failure } from "../failure.ts";
import {
  elementsOf,
  isWildcardOf,
  jsonTextsOf,
  operandOf,
  printed,
  type Operand,
} from "./operand.ts";

/** `In`, deprecated: a key that is a list has to be a subset, without wildcards. */
export function isIn(key: Operand, value: Operand): boolean | Failure {
  if (Array.isArray(key.value))
    return decideList(key.value, value, (keys, list) => keys.every((item) => list.has(item)));
  return isScalarIn(key, value) === true;
}

/** `NotIn`, deprecated. */
export function isNotIn(key: Operand, value: Operand): boolean | Failure {
  if (Array.isArray(key.value))
    return decideList(key.value, value, (keys, list) => keys.some((item) => !list.has(item)));
  return isScalarIn(key, value) === false;
}

/** Undefined where the value is nothing that could hold the key. */
function isScalarIn({ value: key }: Operand, value: Operand): boolean | undefined {
  if (key === null || key === undefined || typeof key === "object") return undefined;
  const text = printed(key);
  const pattern = operandOf(text);
  const list = elementsOf(value);
  if (list !== undefined)
    return list.some(
      (item) => isWildcardOf(item, text) || isWildcardOf(pattern, printed(item.value)),
    );
  if (typeof value.value !== "string") return undefined;
  return isWildcardOf(value, text) || jsonTextsOf(value)?.includes(text);
}

function decideList(
  keys: readonly unknown[],
  { value, reading }: Operand,
  decide: (keys: readonly string[], list: ReadonlySet<string>) => boolean,
): boolean | Failure {
  if (!keys.every((key) => typeof key === "string"))
    return new Failure("In and NotIn can't compare a list that holds anything but strings");
  if (Array.isArray(value)) {
    const list: readonly unknown[] = value;
    return list.every((item) => typeof item === "string") && decide(keys, new Set(list));
  }
  if (typeof value !== "string") return false;
  if (keys.length === 1 && keys[0] === value) return true;
  const list = jsonTextsOf({ value, reading });
  return list !== undefined && list !== null && decide(keys, new Set(list));
}
