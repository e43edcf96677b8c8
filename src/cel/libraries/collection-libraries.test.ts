import { expect, test } from "vitest";
import { callLibrary } from "../../../test/support/call-library.ts";
import { CelDuration, CelTimestamp } from "../boxed-values.ts";
import { CelError, CelUint, type CelResult, type CelValue } from "../values.ts";
import { encodersLibrary } from "./encoders.ts";
import { kubernetesListsLibrary } from "./kubernetes-lists.ts";
import { listsLibrary } from "./lists.ts";
import { kyvernoMathLibrary, mathLibrary } from "./math.ts";
import { setsLibrary } from "./sets.ts";

const call = callLibrary(
  listsLibrary,
  kubernetesListsLibrary,
  setsLibrary,
  mathLibrary,
  kyvernoMathLibrary,
  encodersLibrary,
);
const error = (text: string): CelError => new CelError(text);
const uint = (value: bigint): CelUint => new CelUint(value);

// oxfmt-ignore
test.for<[name: string, args: readonly CelValue[], result: CelResult]>([
  ["slice", [[1n, 2n, 3n, 4n], 1n, 3n], [2n, 3n]],
  ["slice", [[1n], 1n, 1n], []],
  ["slice", [[1n], 2n, 1n], error("cannot slice(2, 1), start index must be less than or equal to end index")],
  ["slice", [[1n], -1n, 1n], error("cannot slice(-1, 1), negative indexes not supported")],
  ["slice", [[1n], 0n, 4n], error("cannot slice(0, 4), list is length 1")],
  ["flatten", [[[1n], [[2n]]]], [1n, [2n]]],
  ["flatten", [[[[1n]], [2n]], 2n], [1n, 2n]],
  ["flatten", [[[1n]], -1n], error("level must be non-negative")],
  ["flatten", [[1n, [2n]]], [1n, 2n]],
  ["flatten", [1], error("no such overload: double.flatten()")],
  ["lists.range", [3n], [0n, 1n, 2n]],
  ["lists.range", [10n ** 12n], error("lists.range: size 1000000000000 exceeds maximum allowed (1000000)")],
  ["reverse", [[1n, 2n]], [2n, 1n]],
  ["distinct", [[1n, 1, uint(1n), "a", "a", [1n], [1]]], [1n, "a", [1n]]],
  ["sort", [[3, 1, 2]], [1, 2, 3]],
  ["sort", [["é", "z", "a"]], ["a", "z", "é"]],
  ["sort", [[true, false]], [false, true]],
  ["sort", [[{}]], error("list elements must be comparable")],
  ["sort", ["a"], error("no such overload")],
  ["sort", [[1, "a"]], error("list elements must have the same type")],
  ["@sortByAssociatedKeys", [["a", "b", "c"], [3n, 1n, 2n]], ["b", "c", "a"]],
  ["isSorted", [["a", "b"]], true],
  ["isSorted", [[2n, 1n]], false],
  ["sum", [[1, 2.5]], 3.5],
  ["sum", [[uint(1n), uint(2n)]], uint(3n)],
  ["sum", [[]], 0n],
  ["sum", [[new CelDuration(1n), new CelDuration(2n)]], new CelDuration(3n)],
  ["max", [[1n, 3n, 2n]], 3n],
  ["min", [[new CelTimestamp(2n), new CelTimestamp(1n)]], new CelTimestamp(1n)],
  ["max", [[]], error("max called on empty list")],
  ["indexOf", [[1n, 2n, 1n], 1], 0n],
  ["lastIndexOf", [[1n, 2n, 1n], 1], 2n],
  ["indexOf", [["a"], "b"], -1n],
  ["sets.contains", [[1n, 2n], [2, 2n]], true],
  ["sets.contains", [[1n], [2n]], false],
  ["sets.equivalent", [[1n, 2n], [2n, 1n, 1n]], true],
  ["sets.intersects", [["a"], ["b"]], false],
  ["base64.decode", ["aGVsbG8"], new TextEncoder().encode("hello")],
  ["base64.decode", ["YQ="], error("illegal base64 data at input byte 2")],
  ["base64.encode", [new Uint8Array([104, 105])], "aGk="],
])("%s%o gives %o", ([name, args, result]) => {
  expect(call(name, ...args)).toEqual(result);
});

// oxfmt-ignore
test.for<[name: string, args: readonly CelValue[], result: CelResult]>([
  ["math.@max", [1n, 2.5], 2.5],
  ["math.@min", [1n, 2.5], 1n],
  ["math.@max", [[1n, 5n, 2n]], 5n],
  ["math.@max", [[]], error("math.@max(list) argument must not be empty")],
  ["math.@max", [Number.NaN, 1], error("NaN values cannot be ordered: math.@max")],
  ["math.round", [-1.5], -2],
  ["math.round", [2.5], 3],
  ["math.round", [0.49999999999999994], 0],
  ["math.round", [-0.4, 0n], -0],
  ["math.round", [1.005, 2n], 1],
  ["math.round", [1.15, 1n], 1.2],
  ["math.round", [1234.5, -2n], 1200],
  ["math.trunc", [-1.7], -1],
  ["math.abs", [-5n], 5n],
  ["math.abs", [-(2n ** 63n)], error("integer overflow")],
  ["math.sign", [-5n], -1n],
  ["math.sign", [-0], 0],
  ["math.sign", [uint(4n)], uint(1n)],
  ["math.sqrt", [uint(16n)], 4],
  ["math.isInf", [-Infinity], true],
  ["math.isFinite", [Number.NaN], false],
  ["math.bitOr", [12n, 10n], 14n],
  ["math.bitNot", [uint(5n)], uint(18_446_744_073_709_551_610n)],
  ["math.bitShiftLeft", [1n, 63n], -(2n ** 63n)],
  ["math.bitShiftLeft", [uint(1n), 63n], uint(2n ** 63n)],
  ["math.bitShiftLeft", [1n, 1_000_000_000n], 0n],
  ["math.bitShiftRight", [-8n, 1n], 9_223_372_036_854_775_804n],
  ["math.bitShiftRight", [-1n, 64n], 0n],
  ["math.bitShiftRight", [1n, -1n], error("math.bitShiftRight() negative offset: -1")],
])("%s%o gives %o", ([name, args, result]) => {
  expect(call(name, ...args)).toEqual(result);
});
