import { CelDuration, CelMap, CelTimestamp } from "../boxed-values.ts";
import { LazyObject } from "../lazy-object.ts";
import { CelUint, type CelError, type CelResult, type CelValue } from "../values.ts";
import { celEquals, isPlainMap, type Meter } from "./equality.ts";
import { missingTrait, noSuchOverload } from "./errors.ts";

/** `size` of a string in code points, of bytes, lists and maps in elements. */
export function sizeOf(value: CelValue): CelResult {
  const size = sizeNumber(value);
  return typeof size === "number" ? BigInt(size) : size;
}

/** `sizeOf` as a plain number. */
export function sizeNumber(value: CelValue): number | CelError {
  if (typeof value === "string") return codePointCount(value);
  if (Array.isArray(value) || value instanceof Uint8Array) return value.length;
  if (value instanceof CelMap) return value.size;
  if (isPlainMap(value)) return Object.keys(value).length;
  return missingTrait(value, "size");
}

function codePointCount(text: string): number {
  let count = text.length;
  for (let index = 1; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    const before = text.charCodeAt(index - 1);
    if (unit >= 0xdc00 && unit <= 0xdfff && before >= 0xd800 && before <= 0xdbff) count -= 1;
  }
  return count;
}

/** `element in aggregate`: an element of a list, a key of a map. */
export function isIn(element: CelValue, aggregate: CelValue, meter?: Meter): CelResult {
  if (Array.isArray(aggregate)) {
    if (meter !== undefined) meter.budget -= aggregate.length;
    return aggregate.some((candidate: CelValue) => celEquals(candidate, element, meter));
  }
  if (aggregate instanceof LazyObject) {
    return typeof element === "string" && aggregate.has(element);
  }
  if (aggregate instanceof CelMap) return aggregate.get(element) !== undefined;
  if (!isPlainMap(aggregate)) return noSuchOverload();
  return typeof element === "string" && Object.hasOwn(aggregate, element);
}

/** Whether `ofNonZeroValue` takes the value for empty: zero, false, null, an empty string, list or map. */
export function isZeroValue(value: CelValue): boolean {
  if (typeof value === "object") return isZeroObject(value);
  return !value && !Number.isNaN(value);
}

/** Go's zero time, 0001-01-01T00:00:00Z. */
const YEAR_ONE = -62_135_596_800_000_000_000n;

function isZeroObject(value: CelValue): boolean {
  if (value === null) return true;
  if (Array.isArray(value) || value instanceof Uint8Array) return value.length === 0;
  if (value instanceof CelUint) return value.value === 0n;
  if (value instanceof CelMap) return value.size === 0;
  if (value instanceof CelDuration) return value.nanos === 0n;
  if (value instanceof CelTimestamp) return value.nanos === YEAR_ONE;
  return isPlainMap(value) && Object.keys(value).length === 0;
}
