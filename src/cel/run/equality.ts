import { CelObject, CelUint, type CelValue } from "../values.ts";

/** What is left to spend; comparing lists and maps takes a step for each element. */
export interface Meter {
  budget: number;
}

/** CEL `==` as cel-go's `types.Equal`: numbers compare across their types, NaN equals nothing, lists and maps compare deeply. */
export function celEquals(a: CelValue, b: CelValue, meter?: Meter): boolean {
  if (a === b) return true;
  if (typeof a === "number" || typeof a === "bigint" || a instanceof CelUint) {
    return numberEquals(a, b);
  }
  return typeof a === "object" && typeof b === "object" && objectEquals(a, b, meter);
}

function numberEquals(a: number | bigint | CelUint, b: CelValue): boolean {
  const left = a instanceof CelUint ? a.value : a;
  const right = b instanceof CelUint ? b.value : b;
  if (typeof right !== "number" && typeof right !== "bigint") return false;
  return typeof left === typeof right ? left === right : Number(left) === Number(right);
}

function objectEquals(a: CelValue, b: CelValue, meter: Meter | undefined): boolean {
  if (Array.isArray(a)) return Array.isArray(b) && listEquals(a, b, meter);
  if (a instanceof CelObject) return b instanceof CelObject && a.equals(b);
  if (a instanceof Uint8Array) return b instanceof Uint8Array && bytesEqual(a, b);
  return isPlainMap(a) && isPlainMap(b) && mapEquals(a, b, meter);
}

/** A map with string keys, as JSON has it. */
export interface PlainMap {
  readonly [key: string]: CelValue;
}

/** Whether a value is a map in its plain JSON form. */
export function isPlainMap(value: unknown): value is PlainMap {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof CelObject) &&
    !(value instanceof Uint8Array) &&
    !(value instanceof CelUint)
  );
}

function listEquals(
  a: readonly CelValue[],
  b: readonly CelValue[],
  meter: Meter | undefined,
): boolean {
  if (a.length !== b.length) return false;
  if (meter !== undefined) meter.budget -= a.length;
  return a.every((element, index) => celEquals(element, b[index] ?? null, meter));
}

function mapEquals(a: PlainMap, b: PlainMap, meter: Meter | undefined): boolean {
  const entries = Object.entries(a);
  if (meter !== undefined) meter.budget -= entries.length;
  if (entries.length !== Object.keys(b).length) return false;
  return entries.every(
    ([key, value]) => Object.hasOwn(b, key) && celEquals(value, b[key] ?? null, meter),
  );
}

function bytesEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
