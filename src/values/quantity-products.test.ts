import { expect, test } from "vitest";
import { formatQuantity, parseQuantity, type Quantity } from "./quantity.ts";
import { divideQuantities, multiplyQuantities } from "./quantity-products.ts";

function quantity(text: string): Quantity {
  const parsed = parseQuantity(text);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value;
}

// Recorded from Kyverno's multiply and divide.
test.for([
  ["1.5Gi", "10", "15Gi", "161061273600m"],
  ["100m", "-3", "-300m", "-33m"],
  ["1M", "1.5", "1500k", "666666600m"],
  ["5m", "-7", "-35m", "0"],
  ["1e3", "10", "10e3", "100"],
  ["1Ti", "9.007199254740992e+15", "8", "0"],
  ["1", "1e-07", "100n", "10M"],
] as const)("%s times and by %s", ([left, right, product, quotient]) => {
  expect(formatQuantity(multiplyQuantities(quantity(left), quantity(right)))).toBe(product);
  expect(formatQuantity(divideQuantities(quantity(left), quantity(right)))).toBe(quotient);
});
