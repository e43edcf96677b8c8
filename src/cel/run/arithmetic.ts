import { CelDuration, CelTimestamp } from "../boxed-values.ts";
import { CelError, CelUint, type CelResult, type CelValue } from "../values.ts";
import { missingTrait, noSuchOverload } from "./errors.ts";

const INT_MIN = -(1n << 63n);
const INT_MAX = (1n << 63n) - 1n;
const UINT_MAX = (1n << 64n) - 1n;
const NANOS = 1_000_000_000n;
/** 0001-01-01T00:00:00Z and the last nanosecond of 9999, the bounds of a CEL timestamp. */
const TIMESTAMP_MIN = -62_135_596_800n * NANOS;
const TIMESTAMP_MAX = 253_402_300_800n * NANOS - 1n;

/** An int64 result, or cel-go's overflow error. */
export function intOf(value: bigint): CelResult {
  return value < INT_MIN || value > INT_MAX ? new CelError("integer overflow") : value;
}

/** A uint64 result, or cel-go's overflow error. */
export function uintOf(value: bigint): CelResult {
  return value < 0n || value > UINT_MAX
    ? new CelError("unsigned integer overflow")
    : new CelUint(value);
}

/** A timestamp between the years 1 and 9999, or cel-go's overflow error. */
export function timestampOf(nanos: bigint, offsetSeconds = 0): CelResult {
  return nanos < TIMESTAMP_MIN || nanos > TIMESTAMP_MAX
    ? new CelError("timestamp overflow")
    : new CelTimestamp(nanos, offsetSeconds);
}

function durationOf(nanos: bigint): CelResult {
  return nanos < INT_MIN || nanos > INT_MAX
    ? new CelError("integer overflow")
    : new CelDuration(nanos);
}

/** `_+_` on any two values. */
export function add(a: CelValue, b: CelValue): CelResult {
  if (typeof a === "string") return typeof b === "string" ? a + b : noSuchOverload();
  if (typeof a === "bigint") return typeof b === "bigint" ? intOf(a + b) : noSuchOverload();
  if (typeof a === "number") return typeof b === "number" ? a + b : noSuchOverload();
  return addObjects(a, b);
}

function addObjects(a: CelValue, b: CelValue): CelResult {
  if (Array.isArray(a)) return Array.isArray(b) ? [...a, ...b] : noSuchOverload();
  if (a instanceof CelUint) {
    return b instanceof CelUint ? uintOf(a.value + b.value) : noSuchOverload();
  }
  if (a instanceof Uint8Array) {
    return b instanceof Uint8Array ? joinBytes(a, b) : noSuchOverload();
  }
  if (a instanceof CelDuration || a instanceof CelTimestamp) return addTimes(a, b);
  return missingTrait(a, "_+_");
}

function joinBytes(a: Uint8Array, b: Uint8Array): Uint8Array {
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}

function addTimes(a: CelDuration | CelTimestamp, b: CelValue): CelResult {
  if (a instanceof CelTimestamp) {
    return b instanceof CelDuration
      ? timestampOf(a.nanos + b.nanos, a.offsetSeconds)
      : noSuchOverload();
  }
  if (b instanceof CelTimestamp) return timestampOf(a.nanos + b.nanos, b.offsetSeconds);
  return b instanceof CelDuration ? durationOf(a.nanos + b.nanos) : noSuchOverload();
}

/** `_-_` on any two values. */
export function subtract(a: CelValue, b: CelValue): CelResult {
  if (typeof a === "bigint") return typeof b === "bigint" ? intOf(a - b) : noSuchOverload();
  if (typeof a === "number") return typeof b === "number" ? a - b : noSuchOverload();
  if (a instanceof CelUint) {
    return b instanceof CelUint ? uintOf(a.value - b.value) : noSuchOverload();
  }
  if (a instanceof CelDuration) {
    return b instanceof CelDuration ? durationOf(a.nanos - b.nanos) : noSuchOverload();
  }
  return a instanceof CelTimestamp ? subtractFromTimestamp(a, b) : missingTrait(a, "_-_");
}

function subtractFromTimestamp(a: CelTimestamp, b: CelValue): CelResult {
  if (b instanceof CelDuration) {
    return b.nanos === INT_MIN
      ? new CelError("integer overflow")
      : timestampOf(a.nanos - b.nanos, a.offsetSeconds);
  }
  return b instanceof CelTimestamp ? durationOf(a.nanos - b.nanos) : noSuchOverload();
}

interface NumberOperation {
  readonly name: string;
  readonly double: (a: number, b: number) => CelResult;
  readonly int: (a: bigint, b: bigint) => CelResult;
  readonly uint: (a: bigint, b: bigint) => CelResult;
}

function onNumbers(operation: NumberOperation, a: CelValue, b: CelValue): CelResult {
  if (typeof a === "bigint") {
    return typeof b === "bigint" ? operation.int(a, b) : noSuchOverload();
  }
  if (typeof a === "number") {
    return typeof b === "number" ? operation.double(a, b) : noSuchOverload();
  }
  if (a instanceof CelUint) {
    return b instanceof CelUint ? operation.uint(a.value, b.value) : noSuchOverload();
  }
  return missingTrait(a, operation.name);
}

const MULTIPLICATION: NumberOperation = {
  name: "_*_",
  double: (a, b) => a * b,
  int: (a, b) => intOf(a * b),
  uint: (a, b) => uintOf(a * b),
};

const DIVISION: NumberOperation = {
  name: "_/_",
  double: (a, b) => a / b,
  int: (a, b) => (b === 0n ? new CelError("division by zero") : intOf(a / b)),
  uint: (a, b) => (b === 0n ? new CelError("division by zero") : uintOf(a / b)),
};

/** `_*_` on any two values. */
export function multiply(a: CelValue, b: CelValue): CelResult {
  return onNumbers(MULTIPLICATION, a, b);
}

/** `_/_` on any two values. */
export function divide(a: CelValue, b: CelValue): CelResult {
  return onNumbers(DIVISION, a, b);
}

/** `_%_` on any two values; doubles have none. */
export function modulo(a: CelValue, b: CelValue): CelResult {
  if (typeof a === "bigint") {
    if (typeof b !== "bigint") return noSuchOverload();
    if (b === 0n) return new CelError("modulus by zero");
    return a === INT_MIN && b === -1n ? new CelError("integer overflow") : a % b;
  }
  if (!(a instanceof CelUint)) return missingTrait(a, "_%_");
  if (!(b instanceof CelUint)) return noSuchOverload();
  return b.value === 0n ? new CelError("modulus by zero") : new CelUint(a.value % b.value);
}

/** `-_` on any value. */
export function negate(value: CelValue): CelResult {
  if (typeof value === "number") return -value;
  if (typeof value === "bigint") return intOf(-value);
  if (typeof value === "boolean") return noSuchOverload();
  if (value instanceof CelDuration) return durationOf(-value.nanos);
  return missingTrait(value, "-_");
}
