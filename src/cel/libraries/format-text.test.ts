import { expect, test } from "vitest";
import { CelDuration, CelMap, CelOptional, CelTimestamp, CelTypeValue } from "../boxed-values.ts";
import { CelError, CelUint, type CelValue } from "../values.ts";
import { countClauses } from "./format-clauses.ts";
import { formatText } from "./format-text.ts";

// oxfmt-ignore
test.for<[format: string, args: readonly CelValue[], text: string]>([
  ["100%%", [], "100%"],
  ["%s-%s", ["a", 1n], "a-1"],
  ["%s", [[3, 1.5]], "[3.000000, 1.500000]"],
  ["%s", [{ y: 1, x: "é\u0001" }], String.raw`{"x":"é\x01", "y":1.000000}`],
  ["%s", [new CelMap([[2n, [true]], [1n, null]])], "{1:null, 2:[true]}"],
  ["%s", [[new CelTimestamp(0n), new CelDuration(1_500_000_000n)]], '[timestamp("1970-01-01T00:00:00Z"), duration("1.5s")]'],
  ["%s", [[new Uint8Array([97]), Number.NaN]], '[b"a", "NaN"]'],
  ["%s", [new CelDuration(5_400_000_000_000n)], "5400s"],
  ["%s", [new CelTypeValue("int")], "int"],
  ["%s", [1e20], "1e+20"],
  ["%s", [null], "null"],
  ["%d", [new CelUint(7n)], "7"],
  ["%f", [123_456_789.123_456_78], "123,456,789.123457"],
  ["%.3f", [-0.0005], "-0.001"],
  ["%.0f", [2.5], "2"],
  ["%f", [-0], "0.000000"],
  ["%f", [-Infinity], "-∞"],
  ["%f", ["NaN"], "NaN"],
  ["%e", [1234.5678], "1.234568×10⁰³"],
  ["%.3e", [0.000_12], "1.200000×10⁻⁰⁴"],
  ["%.15e", [1.5], "  1.500000×10⁰⁰"],
  ["%x %X", [-255n, "hi\u00ff"], "-ff 6869C3BF"],
  ["%b %b", [true, -5n], "1 -101"],
  ["%o", [8n], "10"],
])("%j formats %o", ([format, args, text]) => {
  expect(formatText(format, args)).toBe(text);
});

// oxfmt-ignore
test.for<[format: string, args: readonly CelValue[], error: string]>([
  ["%s %s", ["a"], "index 1 out of range"],
  ["%", [1n], "unexpected end of string"],
  ["%.", [1n], "could not parse formatting clause: error while parsing precision: could not find end of precision specifier"],
  ["%.f", [1], 'could not parse formatting clause: error while parsing precision: error while converting precision to integer: strconv.Atoi: parsing "": invalid syntax'],
  ["%q", ["a"], 'could not parse formatting clause: unrecognized formatting clause "q"'],
  ["%d", ["a"], "error during formatting: decimal clause can only be used on integers, was given string"],
  ["%x", [null], "error during formatting: only integers, byte buffers, and strings can be formatted as hex, was given null_type"],
  ["%f", ["a"], "error during formatting: fixed-point clause can only be used on doubles, was given string"],
  ["%s", [CelOptional.none], "error during formatting: string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps, was given optional_type"],
  ["%s", [new CelTypeValue("json.Json")], `error during formatting: could not convert argument "type conversion error from 'type' to 'string'" to string`],
  ["%s", [[CelOptional.none]], "error during formatting: no formatting function for optional_type"],
])("%j refuses %o in cel-go's words", ([format, args, error]) => {
  expect(formatText(format, args)).toEqual(new CelError(error));
});

test("clauses are counted without their arguments", () => {
  expect(countClauses("%s %% %.2f")).toBe(2);
});
