import { CelObject, CelUint, type CelValue } from "../values.ts";

/** CEL `==` as cel-go's `types.Equal`: numbers compare across their types, NaN equals nothing, lists and maps compare deeply. */
export function celEquals(a: CelValue, b: CelValue): boolean {
  if (a === b) return true;
  if (typeof a === "number" || typeof a === "bigint") return numberEquals(a, b);
  return typeof a === "object" && a !== null && b !== null && objectEquals(a, b);
}

function numberEquals(a: number | bigint, b: CelValue): boolean {
  if (typeof b === "number" || typeof b === "bigint") {
    return typeof a === typeof b ? a === b : Number(a) === Number(b);
  }
  if (!(b instanceof CelUint)) return false;
  return typeof a === "bigint" ? a === b.value : a === Number(b.value);
}

type ObjectValue = Exclude<Extract<CelValue, object>, null>;

function objectEquals(a: ObjectValue, b: CelValue): boolean {
  if (a instanceof CelUint) return b instanceof CelUint ? a.value === b.value : scalarEquals(b, a);
  if (typeof b !== "object" || b === null) return false;
  if (Array.isArray(a)) return Array.isArray(b) && listEquals(a, b);
  if (a instanceof CelObject) return b instanceof CelObject && a.equals(b);
  if (a instanceof Uint8Array) return b instanceof Uint8Array && bytesEqual(a, b);
  return isPlainMap(a) && isPlainMap(b) && mapEquals(a, b);
}

function scalarEquals(scalar: CelValue, uint: CelUint): boolean {
  return typeof scalar === "number" || typeof scalar === "bigint"
    ? numberEquals(scalar, uint)
    : false;
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

function listEquals(a: readonly CelValue[], b: readonly CelValue[]): boolean {
  if (a.length !== b.length) return false;
  return a.every((element, index) => celEquals(element, b[index] ?? null));
}

function mapEquals(a: PlainMap, b: PlainMap): boolean {
  const entries = Object.entries(a);
  if (entries.length !== Object.keys(b).length) return false;
  return entries.every(([key, value]) => Object.hasOwn(b, key) && celEquals(value, b[key] ?? null));
}

function bytesEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
