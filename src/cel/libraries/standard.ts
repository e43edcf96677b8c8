import { CelDuration, CelTimestamp, CelTypeValue } from "../boxed-values.ts";
import { overload, type CelFunction, type CelLibrary, type TypeText } from "../define-functions.ts";
import {
  add,
  divide,
  intOf,
  modulo,
  multiply,
  negate,
  subtract,
  timestampOf,
  uintOf,
} from "../run/arithmetic.ts";
import { isIn, sizeOf } from "../run/collections.ts";
import * as convert from "../run/conversions.ts";
import { celEquals } from "../run/equality.ts";
import { missingTrait, noSuchOverload } from "../run/errors.ts";
import { and, conditional, not, notStrictlyFalse, or } from "../run/logic.ts";
import { indexValue } from "../run/qualify.ts";
import { greater, greaterOrEqual, less, lessOrEqual } from "../run/relations.ts";
import {
  formatTimestamp,
  parseTimestamp,
  TIMESTAMP_FIELDS,
  timestampField,
  unixSeconds,
} from "../run/timestamps.ts";
import { typeNameOf } from "../run/type-of.ts";
import { CelError, CelUint, type CelResult, type CelValue } from "../values.ts";
import { compileRegex } from "./regex-cache.ts";

type Signature = readonly [args: readonly TypeText[], returns: TypeText];

/** One function for all overloads of an operator; it takes any values, as cel-go's singleton bindings do. */
function singleton(
  name: string,
  call: CelFunction["call"],
  signatures: readonly Signature[],
): CelFunction[] {
  return signatures.map(([args, returns]) => ({
    ...overload(null, name, args, returns, call),
    singleton: true,
  }));
}

// oxfmt-ignore
const ORDERED: readonly Signature[] = [
  [["bool", "bool"], "bool"],
  [["int", "int"], "bool"], [["int", "double"], "bool"], [["int", "uint"], "bool"],
  [["uint", "uint"], "bool"], [["uint", "double"], "bool"], [["uint", "int"], "bool"],
  [["double", "double"], "bool"], [["double", "int"], "bool"], [["double", "uint"], "bool"],
  [["string", "string"], "bool"], [["bytes", "bytes"], "bool"],
  [["timestamp", "timestamp"], "bool"], [["duration", "duration"], "bool"],
];

const LOGIC: readonly CelFunction[] = [
  ...singleton("_?_:_", conditional, [[["bool", "A", "A"], "A"]]),
  ...singleton("_&&_", and, [[["bool", "bool"], "bool"]]),
  ...singleton("_||_", or, [[["bool", "bool"], "bool"]]),
  ...singleton("!_", not, [[["bool"], "bool"]]),
  ...singleton("@not_strictly_false", notStrictlyFalse, [[["bool"], "bool"]]),
  ...singleton("_==_", celEquals, [[["A", "A"], "bool"]]),
  ...singleton("_!=_", (a: CelValue, b: CelValue) => !celEquals(a, b), [[["A", "A"], "bool"]]),
  ...singleton("_<_", less, ORDERED),
  ...singleton("_<=_", lessOrEqual, ORDERED),
  ...singleton("_>_", greater, ORDERED),
  ...singleton("_>=_", greaterOrEqual, ORDERED),
];

// oxfmt-ignore
const ARITHMETIC: readonly CelFunction[] = [
  ...singleton("_+_", add, [
    [["bytes", "bytes"], "bytes"],
    [["double", "double"], "double"],
    [["duration", "duration"], "duration"],
    [["duration", "timestamp"], "timestamp"],
    [["timestamp", "duration"], "timestamp"],
    [["int", "int"], "int"],
    [["list(A)", "list(A)"], "list(A)"],
    [["string", "string"], "string"],
    [["uint", "uint"], "uint"],
  ]),
  ...singleton("_/_", divide, [[["double", "double"], "double"], [["int", "int"], "int"], [["uint", "uint"], "uint"]]),
  ...singleton("_%_", modulo, [[["int", "int"], "int"], [["uint", "uint"], "uint"]]),
  ...singleton("_*_", multiply, [[["double", "double"], "double"], [["int", "int"], "int"], [["uint", "uint"], "uint"]]),
  ...singleton("-_", negate, [[["double"], "double"], [["int"], "int"]]),
  ...singleton("_-_", subtract, [
    [["double", "double"], "double"],
    [["duration", "duration"], "duration"],
    [["int", "int"], "int"],
    [["timestamp", "duration"], "timestamp"],
    [["timestamp", "timestamp"], "duration"],
    [["uint", "uint"], "uint"],
  ]),
];

const COLLECTIONS: readonly CelFunction[] = [
  ...singleton("_[_]", indexValue, [
    [["list(A)", "int"], "A"],
    [["map(A, B)", "A"], "B"],
  ]),
  ...singleton("@in", isIn, [
    [["A", "list(A)"], "bool"],
    [["A", "map(A, B)"], "bool"],
  ]),
  ...["bytes", "list(A)", "map(A, B)", "string"].flatMap((type) => [
    ...singleton("size", sizeOf, [[[type], "int"]]),
    { ...overload(type, "size", [], "int", sizeOf), singleton: true } as const,
  ]),
];

function identity(value: CelValue): CelResult {
  return value;
}

// oxfmt-ignore
const CONVERSIONS: readonly CelFunction[] = [
  ...singleton("type", (value: CelValue) => new CelTypeValue(typeNameOf(value)), [[["A"], "type(A)"]]),
  overload(null, "bool", ["bool"], "bool", identity),
  overload(null, "bool", ["string"], "bool", convert.boolOfString),
  overload(null, "bytes", ["bytes"], "bytes", identity),
  overload(null, "bytes", ["string"], "bytes", convert.bytesOfString),
  overload(null, "double", ["double"], "double", identity),
  overload(null, "double", ["int"], "double", Number),
  overload(null, "double", ["string"], "double", convert.doubleOfString),
  overload(null, "double", ["uint"], "double", (value: CelUint) => Number(value.value)),
  overload(null, "duration", ["duration"], "duration", identity),
  overload(null, "duration", ["string"], "duration", convert.durationOfString),
  ...singleton("dyn", identity, [[["A"], "dyn"]]),
  overload(null, "int", ["int"], "int", identity),
  overload(null, "int", ["double"], "int", convert.intOfDouble),
  overload(null, "int", ["duration"], "int", (value: CelDuration) => value.nanos),
  overload(null, "int", ["string"], "int", convert.intOfString),
  overload(null, "int", ["timestamp"], "int", unixSeconds),
  overload(null, "int", ["uint"], "int", (value: CelUint) => intOf(value.value)),
  overload(null, "string", ["string"], "string", identity),
  overload(null, "string", ["bool"], "string", String),
  overload(null, "string", ["bytes"], "string", convert.stringOfBytes),
  overload(null, "string", ["double"], "string", convert.stringOfDouble),
  overload(null, "string", ["duration"], "string", convert.stringOfDuration),
  overload(null, "string", ["int"], "string", String),
  overload(null, "string", ["timestamp"], "string", formatTimestamp),
  overload(null, "string", ["uint"], "string", (value: CelUint) => String(value.value)),
  overload(null, "timestamp", ["timestamp"], "timestamp", identity),
  overload(null, "timestamp", ["int"], "timestamp", (seconds: bigint) => timestampOf(seconds * 1_000_000_000n)),
  overload(null, "timestamp", ["string"], "timestamp", parseTimestamp),
  overload(null, "uint", ["uint"], "uint", identity),
  overload(null, "uint", ["double"], "uint", convert.uintOfDouble),
  overload(null, "uint", ["int"], "uint", uintOf),
  overload(null, "uint", ["string"], "uint", convert.uintOfString),
];

/** String methods that cel-go runs without type guards: wrong operands are a plain `no such overload`. */
function unguarded(name: string, test: (text: string, part: string) => boolean): CelFunction {
  const call = (text: CelValue, part: CelValue): CelResult =>
    typeof text === "string" && typeof part === "string" ? test(text, part) : noSuchOverload();
  return { ...overload("string", name, ["string"], "bool", call), singleton: true };
}

function matches(text: CelValue, pattern: CelValue): CelResult {
  if (typeof text !== "string") return missingTrait(text, "matches");
  if (typeof pattern !== "string") return noSuchOverload();
  const regex = compileRegex(pattern);
  return regex instanceof CelError ? regex : regex.test(text);
}

const STRINGS: readonly CelFunction[] = [
  unguarded("contains", (text, part) => text.includes(part)),
  unguarded("endsWith", (text, part) => text.endsWith(part)),
  unguarded("startsWith", (text, part) => text.startsWith(part)),
  ...singleton("matches", matches, [[["string", "string"], "bool"]]),
  { ...overload("string", "matches", ["string"], "bool", matches), singleton: true },
];

const NANOS_PER = {
  getHours: 3_600_000_000_000n,
  getMinutes: 60_000_000_000n,
  getSeconds: 1_000_000_000n,
  getMilliseconds: 1_000_000n,
} as const;

const TIMES: readonly CelFunction[] = [
  ...TIMESTAMP_FIELDS.flatMap((field) => [
    overload("timestamp", field, [], "int", (timestamp: CelTimestamp) =>
      timestampField(field, timestamp),
    ),
    overload("timestamp", field, ["string"], "int", (timestamp: CelTimestamp, zone: string) =>
      timestampField(field, timestamp, zone),
    ),
  ]),
  // A duration's accessors give the whole span in their unit, also getMilliseconds (cel-go, against cel-spec).
  ...Object.entries(NANOS_PER).map(([field, unit]) =>
    overload("duration", field, [], "int", (duration: CelDuration) => duration.nanos / unit),
  ),
];

/** cel-spec's standard library with cel-go's overloads in cel-go's order, cross-type comparisons included. */
export const standardLibrary: CelLibrary = {
  name: "standard",
  functions: [...LOGIC, ...ARITHMETIC, ...COLLECTIONS, ...CONVERSIONS, ...STRINGS, ...TIMES],
};
