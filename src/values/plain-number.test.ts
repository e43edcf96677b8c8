import { expect, test } from "vitest";
import { formatPlainDouble, formatPlainFloat } from "./plain-number.ts";

test.for([
  [1e21, "1000000000000000000000", "1000000000000000000000"],
  [1e-7, "0.0000001", "0.0000001"],
  [-1.5e-9, "-0.0000000015", "-0.0000000015"],
  [16_777_217, "16777217", "16777216"],
  [0.1, "0.1", "0.1"],
  [123_456_789.123, "123456789.123", "123456790"],
  [1e39, "1000000000000000000000000000000000000000", "+Inf"],
  [401_515.1144880193, "401515.1144880193", "401515.12"],
  [-0, "-0", "-0"],
  [Number.NaN, "NaN", "NaN"],
] as const)("%d without exponent, and as a 32-bit float", ([value, double, float]) => {
  expect([formatPlainDouble(value), formatPlainFloat(value)]).toEqual([double, float]);
});
