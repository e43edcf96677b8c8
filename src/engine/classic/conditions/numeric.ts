import { compareQuantities } from "../../../values/quantity.ts";
import { compareSemvers } from "../../../values/semver.ts";
import { asSeconds } from "./compare-durations.ts";
import { parseGoFloat } from "./go-numbers.ts";
import { quantityOf, semverOf, type Operand } from "./operand.ts";

/** Whether two numbers stand in an order; also asked with a comparison and 0. */
export type Order = (left: number, right: number) => boolean;

/** `GreaterThan` and its like: numbers, durations, quantities or versions, in that order of trying. */
export function numeric(order: Order): (key: Operand, value: Operand) => boolean {
  return (key, value) => {
    const left = key.value;
    if (typeof left === "number" || typeof left === "bigint")
      return compareNumber(Number(left), key, value, order);
    return typeof left === "string" && compareText(left, key, value, order);
  };
}

function compareNumber(left: number, key: Operand, value: Operand, order: Order): boolean {
  const right = value.value;
  if (typeof right === "number" || typeof right === "bigint") return order(left, Number(right));
  if (typeof right !== "string") return false;
  const seconds = asSeconds(key, value);
  if (seconds !== undefined) return order(...seconds);
  const parsed = parseGoFloat(right);
  return parsed !== undefined && order(left, parsed);
}

function compareText(left: string, key: Operand, value: Operand, order: Order): boolean {
  const seconds = asSeconds(key, value);
  if (seconds !== undefined) return order(...seconds);
  const quantity = quantityOf(key);
  const other = quantity === undefined ? undefined : quantityOf(value);
  if (quantity !== undefined && other !== undefined)
    return order(compareQuantities(quantity, other), 0);
  const parsed = parseGoFloat(left);
  if (parsed !== undefined)
    return compareNumber(parsed, { value: parsed, reading: {} }, value, order);
  const version = semverOf(key);
  const otherVersion = version === undefined ? undefined : semverOf(value);
  if (version === undefined || otherVersion === undefined) return false;
  return order(compareSemvers(version, otherVersion), 0);
}
