import { expect, test } from "vitest";
import { CelDuration } from "../boxed-values.ts";
import { CelError, CelUint, type CelResult } from "../values.ts";
import * as convert from "./conversions.ts";

const refused = (from: string, to: string) =>
  new CelError(`type conversion error from '${from}' to '${to}'`);

test.for<[string, CelResult]>([
  ["42", 42n],
  ["-9223372036854775808", -(1n << 63n)],
  ["+7", 7n],
  ["9223372036854775808", refused("string", "int")],
  ["", refused("string", "int")],
  ["1.0", refused("string", "int")],
  ["0x10", refused("string", "int")],
  ["1_000", refused("string", "int")],
])("int(%o)", ([text, expected]) => {
  expect(convert.intOfString(text)).toEqual(expected);
});

test.for<[string, CelResult]>([
  ["1.5", 1.5],
  [".5", 0.5],
  ["5.", 5],
  ["1e3", 1000],
  ["-inf", -Infinity],
  ["Infinity", Infinity],
  ["NaN", Number.NaN],
  ["0x1p-2", 0.25],
  ["1e400", refused("string", "double")],
  ["", refused("string", "double")],
  [" 1", refused("string", "double")],
  ["1,5", refused("string", "double")],
  ["-NaN", refused("string", "double")],
])("double(%o)", ([text, expected]) => {
  expect(convert.doubleOfString(text)).toEqual(expected);
});

test("doubles become ints towards zero, within the bounds", () => {
  expect(convert.intOfDouble(-1.9)).toBe(-1n);
  expect(convert.intOfDouble(2 ** 63)).toEqual(new CelError("integer overflow"));
  expect(convert.intOfDouble(Number.NaN)).toEqual(new CelError("integer overflow"));
  expect(convert.uintOfDouble(1.9)).toEqual(new CelUint(1n));
  expect(convert.uintOfDouble(-1)).toEqual(new CelError("unsigned integer overflow"));
});

test("bool takes Go's spellings only", () => {
  expect(["true", "T", "1", "False"].map(convert.boolOfString)).toEqual([true, true, true, false]);
  expect(convert.boolOfString("tRue")).toEqual(refused("string", "bool"));
});

test("bytes must be UTF-8 to become a string", () => {
  expect(convert.stringOfBytes(new Uint8Array([0xef, 0xbb, 0xbf, 0x61]))).toBe("\ufeffa");
  expect(convert.stringOfBytes(new Uint8Array([0xff]))).toEqual(
    new CelError("invalid UTF-8 in bytes, cannot convert to string"),
  );
});

test.for<[bigint, string]>([
  [0n, "0s"],
  [5_400_000_000_000n, "5400s"],
  [1_500_000_000n, "1.5s"],
  [1_000n, "0.000001s"],
  [1n, "0.000000001s"],
  [-15n, "-0.000000015s"],
])("a duration of %o nanoseconds prints as %s", ([nanos, text]) => {
  expect(convert.stringOfDuration(new CelDuration(nanos))).toBe(text);
});

test("double prints as Go's %g", () => {
  expect([1e21, 0.1, 9007199254740992, 100000].map(convert.stringOfDouble)).toEqual([
    "1e+21",
    "0.1",
    "9.007199254740992e+15",
    "100000",
  ]);
});
