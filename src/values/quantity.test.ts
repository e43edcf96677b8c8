import { expect, test } from "vitest";
import {
  addQuantities,
  compareQuantities,
  formatQuantity,
  parseQuantity,
  quantityAsDouble,
  quantityAsInteger,
  quantityOfInt,
  subtractQuantities,
  type Quantity,
} from "./quantity.ts";

function quantity(text: string): Quantity {
  const result = parseQuantity(text);
  if (!result.ok) throw new Error(result.error);
  return result.value;
}

// oxfmt-ignore
test.for<[text: string, canonical: string, integer: bigint | undefined, double: number]>([
  ["0", "0", 0n, 0],
  ["+5", "+5", 5n, 5],
  ["100m", "100m", undefined, 0.1],
  ["1.5", "1500m", undefined, 1.5],
  ["1Gi", "1Gi", 1073741824n, 1073741824.0],
  ["1500Mi", "1500Mi", 1572864000n, 1572864000.0],
  ["1e3", "1e3", 1000n, 1000],
  ["5u", "5u", undefined, 4.9999999999999996e-06],
  ["0.5Gi", "512Mi", undefined, 536870912.0],
  ["9223372036854775807", "9223372036854775807", undefined, 9.223372036854776e+18],
  ["12345678901234567890", "12345678901234567890", undefined, 1.234567890123457e+19],
  ["1.0", "1", undefined, 1],
  ["1000m", "1", undefined, 1],
  ["-0.5", "-500m", undefined, -0.5],
  ["100k", "100k", 100000n, 100000],
  ["10Ei", "9223372036854775807", undefined, 9.223372036854776e+18],
  ["0.0000000001", "1n", undefined, 1e-09],
  [".", "0", 0n, 0],
  ["-", "0", 0n, 0],
  ["1.", "1.", 1n, 1],
  [".5", "500m", undefined, 0.5],
  ["00012", "00012", 12n, 12],
  ["1025Ki", "1025Ki", 1049600n, 1049600.0],
  ["1.5Ki", "1536", undefined, 1536],
  ["0.0005Ki", "512m", undefined, 0.512],
  ["1e21", "1e21", undefined, 1e+21],
  ["1e1", "10", 10n, 10],
  ["15e2", "1500", 1500n, 1500],
  ["+1.50Gi", "1536Mi", undefined, 1610612736.0],
  ["-1Ki", "-1Ki", -1024n, -1024],
  ["1E18", "1E18", 1000000000000000000n, 1e+18],
])("the quantity %s is %s, as an int %o, as a double %d", ([text, canonical, integer, double]) => {
  const value = quantity(text);
  expect(formatQuantity(value)).toBe(canonical);
  expect(quantityAsInteger(value)).toBe(integer);
  expect(quantityAsDouble(value)).toBe(double);
});

const FORM =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
const SUFFIX = "unable to parse quantity's suffix";

// oxfmt-ignore
test.for<[text: string, error: string]>([
  ["", FORM], ["abc", FORM], ["1.5.5", FORM], ["0x1", FORM], ["1 ", FORM], ["1e3.5", FORM], ["1KI", FORM],
  ["1e", SUFFIX], ["1ki", SUFFIX], ["1mm", SUFFIX], ["1e9999999999", SUFFIX],
])("%o is no quantity", ([text, error]) => {
  expect(parseQuantity(text)).toEqual({ ok: false, error });
});

// oxfmt-ignore
test.for<[a: string, b: string, order: number, sum: string, difference: string]>([
  ["1", "1000m", 0, "2", "0"],
  ["0.1", "0.2", -1, "300m", "-100m"],
  ["1Gi", "1", 1, "1073741825", "1073741823"],
  ["1Ei", "10Ei", -1, "10376293541461622783", "-8070450532247928831"],
  ["0", "1Ki", -1, "1Ki", "-1Ki"],
  ["9223372036854775807", "1", 1, "9223372036854775808", "9223372036854775806"],
])("%s and %s compare as %i, add to %s, subtract to %s", ([a, b, order, sum, difference]) => {
  expect(compareQuantities(quantity(a), quantity(b))).toBe(order);
  expect(formatQuantity(addQuantities(quantity(a), quantity(b)))).toBe(sum);
  expect(formatQuantity(subtractQuantities(quantity(a), quantity(b)))).toBe(difference);
});

test("an int adds to a quantity", () => {
  expect(formatQuantity(addQuantities(quantity("1Ki"), quantityOfInt(1024n)))).toBe("2Ki");
});
