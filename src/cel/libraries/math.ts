import { overload, type CelLibrary } from "../define-functions.ts";
import { celCompare } from "../run/compare.ts";
import { noSuchOverload } from "../run/errors.ts";
import { typeNameOf } from "../run/type-of.ts";
import { CelError, CelUint, type CelResult, type CelValue } from "../values.ts";

type List = readonly CelValue[];

const NUMBERS = ["int", "uint", "double"];

// oxfmt-ignore
/** cel-go's ext.Math; the macros `math.greatest` and `math.least` expand to `math.@max` and `math.@min`. */
export const mathLibrary: CelLibrary = {
  name: "ext.math",
  functions: [
    ...extremes("math.@min", 1),
    ...extremes("math.@max", -1),
    overload(null, "math.ceil",     ["double"], "double", Math.ceil),
    overload(null, "math.floor",    ["double"], "double", Math.floor),
    overload(null, "math.round",    ["double"], "double", roundHalfAway),
    overload(null, "math.trunc",    ["double"], "double", Math.trunc),
    overload(null, "math.isInf",    ["double"], "bool",   (n: number) => n === Infinity || n === -Infinity),
    overload(null, "math.isNaN",    ["double"], "bool",   (n: number) => Number.isNaN(n)),
    overload(null, "math.isFinite", ["double"], "bool",   (n: number) => Number.isFinite(n)),
    overload(null, "math.abs",      ["double"], "double", Math.abs),
    overload(null, "math.abs",      ["int"],    "int",    absolute),
    overload(null, "math.abs",      ["uint"],   "uint",   (n: CelUint) => n),
    overload(null, "math.sign",     ["double"], "double", (n: number) => (n === 0 ? 0 : Math.sign(n))),
    overload(null, "math.sign",     ["int"],    "int",    (n: bigint) => (n === 0n ? 0n : n / absoluteOf(n))),
    overload(null, "math.sign",     ["uint"],   "uint",   (n: CelUint) => new CelUint(n.value === 0n ? 0n : 1n)),
    overload(null, "math.sqrt",     ["double"], "double", Math.sqrt),
    overload(null, "math.sqrt",     ["int"],    "double", (n: bigint) => Math.sqrt(Number(n))),
    overload(null, "math.sqrt",     ["uint"],   "double", (n: CelUint) => Math.sqrt(Number(n.value))),
    overload(null, "math.bitAnd",   ["int", "int"],   "int",  (a: bigint, b: bigint) => a & b),
    overload(null, "math.bitAnd",   ["uint", "uint"], "uint", (a: CelUint, b: CelUint) => new CelUint(a.value & b.value)),
    overload(null, "math.bitOr",    ["int", "int"],   "int",  (a: bigint, b: bigint) => a | b),
    overload(null, "math.bitOr",    ["uint", "uint"], "uint", (a: CelUint, b: CelUint) => new CelUint(a.value | b.value)),
    overload(null, "math.bitXor",   ["int", "int"],   "int",  (a: bigint, b: bigint) => a ^ b),
    overload(null, "math.bitXor",   ["uint", "uint"], "uint", (a: CelUint, b: CelUint) => new CelUint(a.value ^ b.value)),
    overload(null, "math.bitNot",   ["int"],          "int",  (n: bigint) => ~n),
    overload(null, "math.bitNot",   ["uint"],         "uint", (n: CelUint) => new CelUint(BigInt.asUintN(64, ~n.value))),
    overload(null, "math.bitShiftLeft",  ["int", "int"],  "int",  (n: bigint, bits: bigint) => shifted("Left", bits, () => BigInt.asIntN(64, n << bits))),
    overload(null, "math.bitShiftLeft",  ["uint", "int"], "uint", (n: CelUint, bits: bigint) => shifted("Left", bits, () => new CelUint(BigInt.asUintN(64, n.value << bits)), new CelUint(0n))),
    overload(null, "math.bitShiftRight", ["int", "int"],  "int",  (n: bigint, bits: bigint) => shifted("Right", bits, () => BigInt.asIntN(64, BigInt.asUintN(64, n) >> bits))),
    overload(null, "math.bitShiftRight", ["uint", "int"], "uint", (n: CelUint, bits: bigint) => shifted("Right", bits, () => new CelUint(n.value >> bits), new CelUint(0n))),
  ],
};

/** Kyverno's `math.round(value, digits)`: multiplied, rounded half away from zero, divided. */
export const kyvernoMathLibrary: CelLibrary = {
  name: "kyverno.math",
  functions: [
    overload(null, "math.round", ["double", "int"], "double", (n: number, digits: bigint) => {
      const shift = 10 ** Number(digits);
      return roundHalfAway(n * shift) / shift;
    }),
  ],
};

function extremes(name: string, replaceWhen: number): CelLibrary["functions"] {
  const pair = (a: CelValue, b: CelValue) => better(name, a, b, replaceWhen);
  return [
    ...NUMBERS.map((type) => overload(null, name, [type], type, (n: CelValue) => n)),
    ...NUMBERS.flatMap((a) =>
      NUMBERS.map((b) => overload(null, name, [a, b], a === b ? a : "dyn", pair)),
    ),
    ...NUMBERS.map((type) =>
      overload(null, name, [`list(${type})`], type, (list: List) => best(name, list, replaceWhen)),
    ),
  ];
}

function better(name: string, a: CelValue, b: CelValue, replaceWhen: number): CelResult {
  const order = celCompare(a, b);
  if (order instanceof CelError) return new CelError(`${order.message}: ${name}`);
  return order === replaceWhen ? b : a;
}

function best(name: string, list: List, replaceWhen: number): CelResult {
  const [first, ...rest] = list;
  if (first === undefined) return new CelError(`${name}(list) argument must not be empty`);
  let result: CelValue = first;
  for (const element of rest) {
    const next = better(name, result, element, replaceWhen);
    if (next instanceof CelError) return next;
    result = next;
  }
  return NUMBERS.includes(typeNameOf(result))
    ? result
    : new CelError(`${noSuchOverload().message}: ${name}`);
}

/** Go's math.Round; JavaScript's rounds half up. */
function roundHalfAway(n: number): number {
  const floor = Math.trunc(n);
  return Math.abs(n - floor) >= 0.5 ? floor + Math.sign(n) : floor;
}

function absolute(n: bigint): CelResult {
  return n === -(2n ** 63n) ? new CelError("integer overflow") : absoluteOf(n);
}

function absoluteOf(n: bigint): bigint {
  return n < 0n ? -n : n;
}

/** Bits shifted out are gone; shifting by 64 or more leaves zero without building the number. */
function shifted(
  direction: "Left" | "Right",
  bits: bigint,
  shift: () => CelValue,
  zero: CelValue = 0n,
): CelResult {
  if (bits < 0n) return new CelError(`math.bitShift${direction}() negative offset: ${bits}`);
  return bits >= 64n ? zero : shift();
}
