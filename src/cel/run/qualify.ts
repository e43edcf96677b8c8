import { formatGoDouble } from "../../values/go-number.ts";
import { CelMap } from "../boxed-values.ts";
import { LazyObject } from "../lazy-object.ts";
import {
  CelError,
  CelObject,
  CelPending,
  CelUint,
  type CelResult,
  type CelValue,
} from "../values.ts";
import type { PlainMap } from "./equality.ts";
import { goTypeNameOf, typeNameOf } from "./type-of.ts";

/** Whether a value is a map in plain JSON form; faster than `isPlainMap`, for values that come from JSON or literals. */
export function isPlain(value: CelResult): value is PlainMap {
  if (typeof value !== "object" || value === null) return false;
  if (value.constructor === Object) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** `value.key` or `value["key"]`: the member, or cel-go's error. */
export function selectKey(value: CelValue, key: string): CelResult {
  const found = findKey(value, key);
  return found === undefined ? new CelError(`no such key: ${key}`) : found;
}

/** The member of a map; `undefined` when it is absent or the value has no members; an error for a list. */
export function findKey(value: CelValue, key: string): CelResult | undefined {
  if (isPlain(value)) return Object.hasOwn(value, key) ? value[key] : undefined;
  return findInObject(value, key);
}

function findInObject(value: CelValue, key: string): CelResult | undefined {
  if (Array.isArray(value)) return new CelError("unsupported index type 'string' in list");
  if (value instanceof LazyObject || value instanceof CelMap) return value.get(key);
  return undefined;
}

/** Reads a member that may be absent. */
export type KeyFinder = (value: CelValue) => CelResult | undefined;

/** Names that some value has though it is no member of a map: those need the careful way. */
const UNSAFE = new Set(
  [
    Object.prototype,
    Array.prototype,
    String.prototype,
    Number.prototype,
    Boolean.prototype,
    BigInt.prototype,
    Uint8Array.prototype,
    Object.getPrototypeOf(Uint8Array.prototype),
    new CelUint(0n),
    new CelPending(null),
  ].flatMap((value: object) => Object.getOwnPropertyNames(value)),
);

/** Whether reading the property of any value but a boxed one, or of an error, gives either a map's member or nothing. */
export function isSafeKey(key: string): boolean {
  return !UNSAFE.has(key) && !/^\d/.test(key);
}

/**
 * The member of a plain map by a key that `isSafeKey`, in a form that engines make fast; `undefined` also for all that
 * needs a closer look: errors, boxed values, lists and scalars.
 */
export function peek(value: CelResult, key: string): CelValue | undefined {
  return hasProperties(value) ? value[key] : undefined;
}

/** False for null and boxed values, whose properties are not their members; any other value's may be read. */
function hasProperties(value: CelResult): value is PlainMap {
  return value !== null && !(value instanceof CelObject);
}

/** `findKey` for one key that the expression names. */
export function keyFinder(key: string): KeyFinder {
  if (!isSafeKey(key)) return (value) => findKey(value, key);
  return (value) => {
    const found = peek(value, key);
    return found === undefined ? findKey(value, key) : found;
  };
}

/** Whether the field is there, as `has()` asks; computes no lazy field. */
export function fieldTest(key: string): (value: CelValue) => boolean | CelError {
  const find = keyFinder(key);
  return (value) => {
    if (value instanceof LazyObject) return value.has(key);
    const found = find(value);
    return found instanceof CelError ? found : found !== undefined;
  };
}

/** `value[key]`: the element or member, or cel-go's error. */
export function indexValue(value: CelValue, key: CelValue): CelResult {
  if (typeof key === "string") return selectKey(value, key);
  const found = findIndex(value, key);
  if (found !== undefined) return found;
  const text = `${Array.isArray(value) ? "index out of bounds" : "no such key"}: ${formatKey(key)}`;
  return new CelError(text);
}

/** `value[?key]`: `undefined` when there is no such element or member; an error for a key that no list or map takes. */
export function findIndex(value: CelValue, key: CelValue): CelResult | undefined {
  if (typeof key === "string") return findKey(value, key);
  if (!isKeyType(key)) return invalidKey(goTypeNameOf(key));
  if (Array.isArray(value)) {
    const index = listIndex(key);
    return index instanceof CelError ? index : (value as readonly CelValue[])[index];
  }
  return value instanceof CelMap ? value.get(key) : undefined;
}

/** Whether lists or maps may be indexed by a value of this type at all. */
export function isKeyType(key: CelValue): boolean {
  return typeof key !== "object" || key instanceof CelUint;
}

/** cel-go's error for a key of a type that nothing can be indexed by, named as Go names it. */
export function invalidKey(goType: string): CelError {
  return new CelError(`invalid qualifier type: ${goType}`);
}

/** How Go names a value that comes straight from parsed JSON. */
export function goJsonTypeOf(key: CelValue): string {
  if (key === null) return "<nil>";
  if (Array.isArray(key)) return "[]interface {}";
  return isPlain(key) ? "map[string]interface {}" : goTypeNameOf(key);
}

/** The list position that a number stands for, or cel-go's error. */
export function listIndex(key: CelValue): number | CelError {
  if (typeof key === "bigint") return Number(key);
  const value = key instanceof CelUint ? Number(key.value) : key;
  if (typeof value !== "number") {
    return new CelError(`unsupported index type '${typeNameOf(key)}' in list`);
  }
  return Number.isInteger(value) && Math.abs(value) < 2 ** 63
    ? value
    : new CelError(`unsupported index value ${formatKey(key)} in list`);
}

/** A key or scalar as Go's `%v` prints it. */
export function formatKey(key: CelValue): string {
  if (typeof key === "number") return formatGoDouble(key);
  if (key instanceof CelUint) return String(key.value);
  return typeof key === "object" ? typeNameOf(key) : String(key);
}
