import { PARSED_EXPRESSION } from "../../../jmespath/compile-query.ts";
import { compareQuantities } from "../../../values/quantity.ts";
import { asSeconds } from "./compare-durations.ts";
import { parseGoFloat, parseGoInt } from "./go-numbers.ts";
import { isWildcardOf, quantityOf, type Operand } from "./operand.ts";

/** `Equals`: the key's type decides how the value is read. */
export function equals(key: Operand, value: Operand): boolean {
  return isEqual(key, value) === true;
}

/** `NotEquals`: true also where the value is of another type, but false for a key that is null. */
export function notEquals(key: Operand, value: Operand): boolean {
  if (key.value === null || key.value === undefined || key.value === PARSED_EXPRESSION)
    return false;
  return isEqual(key, value, true) !== true;
}

/** Undefined where the two can't be compared. */
function isEqual(key: Operand, value: Operand, isNegated = false): boolean | undefined {
  const left = key.value;
  switch (typeof left) {
    case "boolean":
      return typeof value.value === "boolean" ? left === value.value : undefined;
    case "bigint":
      return isEqualInt(left, value.value);
    case "number":
      return isEqualFloat(left, value.value);
    case "string":
      return isEqualText(left, key, value, isNegated);
    default:
      return isEqualTree(left, value.value);
  }
}

function isEqualInt(key: bigint, value: unknown): boolean | undefined {
  if (typeof value === "bigint") return key === value;
  if (typeof value === "number") return Number.isInteger(value) && BigInt(value) === key;
  return typeof value === "string" ? parseGoInt(value) === key : undefined;
}

function isEqualFloat(key: number, value: unknown): boolean | undefined {
  if (typeof value === "bigint") return Number.isInteger(key) && BigInt(key) === value;
  if (typeof value === "number") return key === value;
  return typeof value === "string" ? parseGoFloat(value) === key : undefined;
}

function isEqualText(
  text: string,
  key: Operand,
  value: Operand,
  isNegated: boolean,
): boolean | undefined {
  const seconds = asSeconds(key, value);
  if (seconds !== undefined) return seconds[0] === seconds[1];
  if (typeof value.value !== "string") return undefined;
  const isPlain = isNegated && value.value === "";
  const quantity = isPlain ? undefined : quantityOf(key);
  if (quantity === undefined) return isWildcardOf(value, text);
  const other = quantityOf(value);
  return other === undefined ? undefined : compareQuantities(quantity, other) === 0;
}

function isEqualTree(key: unknown, value: unknown): boolean | undefined {
  if (key === null || key === undefined) return undefined;
  return isDeepEqual(key, value);
}

/** As Go's reflect.DeepEqual: an int in the policy is no float of the resource. */
function isDeepEqual(left: unknown, right: unknown): boolean {
  if (Array.isArray(left)) {
    if (!Array.isArray(right) || left.length !== right.length) return false;
    return left.every((item, index) => isDeepEqual(item, right[index]));
  }
  if (typeof left !== "object" || left === null) return left === right;
  if (typeof right !== "object" || right === null || Array.isArray(right)) return false;
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) return false;
  const other = new Map<string, unknown>(Object.entries(right));
  return Object.entries(left).every(
    ([key, item]) => other.has(key) && isDeepEqual(item, other.get(key)),
  );
}
