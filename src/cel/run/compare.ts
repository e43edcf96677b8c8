import { CelDuration, CelTimestamp } from "../boxed-values.ts";
import { CelError, CelUint, type CelValue } from "../values.ts";

/** cel-go's `Compare`: below zero, zero or above; `no such overload` where the two have no order. NaN is an error. */
export function celCompare(a: CelValue, b: CelValue): number | CelError {
  if (typeof a === "string") return typeof b === "string" ? compareStrings(a, b) : noOrder();
  if (typeof a === "number" || typeof a === "bigint") return compareNumbers(a, b);
  if (typeof a !== "boolean") return compareObjects(a, b);
  return typeof b === "boolean" ? Number(a) - Number(b) : noOrder();
}

/** Whether the value's type has an order at all: cel-go's Comparer trait. */
export function isComparable(value: CelValue): boolean {
  if (typeof value !== "object") return true;
  return (
    value instanceof CelUint ||
    value instanceof Uint8Array ||
    value instanceof CelTimestamp ||
    value instanceof CelDuration
  );
}

function compareNumbers(a: number | bigint | CelUint, b: CelValue): number | CelError {
  const left = a instanceof CelUint ? a.value : a;
  const right = b instanceof CelUint ? b.value : b;
  if (typeof right !== "number" && typeof right !== "bigint") return noOrder();
  if (Number.isNaN(left) || Number.isNaN(right))
    return new CelError("NaN values cannot be ordered");
  if (typeof left === typeof right) return order(left, right);
  return order(Number(left), Number(right));
}

function compareObjects(a: CelValue, b: CelValue): number | CelError {
  if (a instanceof CelUint) return compareNumbers(a, b);
  if (a instanceof CelTimestamp && b instanceof CelTimestamp) return order(a.nanos, b.nanos);
  if (a instanceof CelDuration && b instanceof CelDuration) return order(a.nanos, b.nanos);
  if (a instanceof Uint8Array && b instanceof Uint8Array) return compareBytes(a, b);
  return noOrder();
}

function order(a: number | bigint, b: number | bigint): number {
  if (a < b) return -1;
  return a > b ? 1 : 0;
}

function noOrder(): CelError {
  return new CelError("no such overload");
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length);
  for (let index = 0; index < shared; index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return Math.sign(difference);
  }
  return Math.sign(a.length - b.length);
}

/** Orders strings by code point, as Go's bytewise comparison of UTF-8 does; UTF-16 order differs above U+D7FF. */
export function compareStrings(a: string, b: string): number {
  if (a === b) return 0;
  const shared = Math.min(a.length, b.length);
  for (let index = 0; index < shared; index += 1) {
    const left = a.charCodeAt(index);
    const right = b.charCodeAt(index);
    if (left !== right) return codePointRank(left) - codePointRank(right) < 0 ? -1 : 1;
  }
  return a.length < b.length ? -1 : 1;
}

/** Surrogates stand for code points above every other unit. */
function codePointRank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
