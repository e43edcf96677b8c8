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
} from "../../values/quantity.ts";
import { overload, type CelLibrary } from "../define-functions.ts";
import { CelError, type CelObject, type CelResult } from "../values.ts";
import { OpaqueValue } from "./opaque-value.ts";

const TYPE = "kubernetes.Quantity";

/** A resource quantity as a CEL value. */
export class CelQuantity extends OpaqueValue {
  readonly typeName = TYPE;
  readonly quantity: Quantity;
  constructor(quantity: Quantity) {
    super();
    this.quantity = quantity;
  }
  equals(other: CelObject): boolean {
    return other instanceof CelQuantity && compare(this, other) === 0n;
  }
  toJsonText(): string {
    return JSON.stringify(formatQuantity(this.quantity));
  }
}

// oxfmt-ignore
/** Kubernetes' quantity functions (apiserver pkg/cel/library/quantity.go); `sign` is no method. */
export const kubernetesQuantityLibrary: CelLibrary = {
  name: "k8s.quantity",
  functions: [
    overload(null, "quantity",           ["string"], TYPE,     parse),
    overload(null, "isQuantity",         ["string"], "bool",   (text: string) => parseQuantity(text).ok),
    overload(null, "sign",               [TYPE],     "int",    (q: CelQuantity) => compare(q, ZERO)),
    overload(TYPE, "isGreaterThan",      [TYPE],     "bool",   (a: CelQuantity, b: CelQuantity) => compare(a, b) > 0n),
    overload(TYPE, "isLessThan",         [TYPE],     "bool",   (a: CelQuantity, b: CelQuantity) => compare(a, b) < 0n),
    overload(TYPE, "compareTo",          [TYPE],     "int",    compare),
    overload(TYPE, "asApproximateFloat", [],         "double", (q: CelQuantity) => quantityAsDouble(q.quantity)),
    overload(TYPE, "isInteger",          [],         "bool",   (q: CelQuantity) => quantityAsInteger(q.quantity) !== undefined),
    overload(TYPE, "asInteger",          [],         "int",    (q: CelQuantity) => quantityAsInteger(q.quantity) ?? NO_INTEGER),
    overload(TYPE, "add",                [TYPE],     TYPE,     (a: CelQuantity, b: CelQuantity) => new CelQuantity(addQuantities(a.quantity, b.quantity))),
    overload(TYPE, "add",                ["int"],    TYPE,     (q: CelQuantity, n: bigint) => new CelQuantity(addQuantities(q.quantity, quantityOfInt(n)))),
    overload(TYPE, "sub",                [TYPE],     TYPE,     (a: CelQuantity, b: CelQuantity) => new CelQuantity(subtractQuantities(a.quantity, b.quantity))),
    overload(TYPE, "sub",                ["int"],    TYPE,     (q: CelQuantity, n: bigint) => new CelQuantity(subtractQuantities(q.quantity, quantityOfInt(n)))),
  ],
};

const ZERO = new CelQuantity(quantityOfInt(0n));
const NO_INTEGER = new CelError("cannot convert value to integer");

function parse(text: string): CelResult {
  const quantity = parseQuantity(text);
  return quantity.ok ? new CelQuantity(quantity.value) : new CelError(quantity.error);
}

function compare(a: CelQuantity, b: CelQuantity): bigint {
  return BigInt(compareQuantities(a.quantity, b.quantity));
}
