import { expect, test } from "vitest";
import { formatExponential, formatFixed, formatGoDouble, formatJsonDouble } from "./go-number.ts";

// oxfmt-ignore
test.for<[n: number, go: string, json: string]>([
  [0, "0", "0"],
  [-0, "-0", "-0"],
  [100_000, "100000", "100000"],
  [1e6, "1e+06", "1000000"],
  [1_234_567, "1.234567e+06", "1234567"],
  [123_456_789.5, "1.234567895e+08", "123456789.5"],
  [0.0001, "0.0001", "0.0001"],
  [0.00001, "1e-05", "0.00001"],
  [1e-7, "1e-07", "1e-7"],
  [1e21, "1e+21", "1e+21"],
  [9_007_199_254_740_992, "9.007199254740992e+15", "9007199254740992"],
  [1.797_693_134_862_315_7e308, "1.7976931348623157e+308", "1.7976931348623157e+308"],
  [5e-324, "5e-324", "5e-324"],
])("%d is written as Go's strconv and encoding/json do", ([n, go, json]) => {
  expect(formatGoDouble(n)).toBe(go);
  expect(formatJsonDouble(n)).toBe(json);
});

test("numbers that are not finite have Go's names", () => {
  expect([Number.NaN, Infinity, -Infinity].map(formatGoDouble)).toEqual(["NaN", "+Inf", "-Inf"]);
});

// oxfmt-ignore
test.for<[n: number, digits: number, text: string]>([
  [2.5, 0, "2"],
  [3.5, 0, "4"],
  [1.005, 2, "1.00"],
  [0.1, 20, "0.10000000000000000555"],
  [1e23, 1, "99999999999999991611392.0"],
  [-0.0005, 3, "-0.001"],
  [-0, 1, "-0.0"],
])("%d with %i decimals rounds its exact binary value", ([n, digits, text]) => {
  expect(formatFixed(n, digits)).toBe(text);
});

test("an exponent has at least two digits", () => {
  expect(formatExponential(1234.5678, 6)).toBe("1.234568e+03");
  expect(formatExponential(-0, 1)).toBe("-0.0e+00");
});
