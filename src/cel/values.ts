/**
 * CEL values in JavaScript. Input is plain parsed JSON and stays as it is: a JavaScript number is a CEL double,
 * because Kyverno's CLI reads every number of a resource as float64. A CEL int is a bigint. Maps are plain JSON
 * objects (own string keys) or `CelMap`; lists are arrays.
 */
export type CelValue =
  | null
  | boolean
  | bigint
  | number
  | string
  | Uint8Array
  | CelUint
  | CelObject
  | readonly CelValue[]
  | { readonly [key: string]: CelValue };

/** What evaluating gives: a value, or the error as a value. Evaluation never throws. */
export type CelResult = CelValue | CelError;

/** An unsigned 64-bit integer. */
export class CelUint {
  readonly value: bigint;
  constructor(value: bigint) {
    this.value = value;
  }
}

/** An evaluation error in cel-go's words; carries no stack. */
export class CelError {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

/**
 * Evaluation stopped because it needs data from outside; `||`, `&&` and comprehensions never absorb it.
 * The caller fetches `lookup` and evaluates again.
 */
export class CelPending extends CelError {
  readonly lookup: unknown;
  constructor(lookup: unknown) {
    super("the value is not known yet");
    this.lookup = lookup;
  }
}

/** Base of every value that plain JSON has no form for: timestamps, optionals, types, maps with other keys, library values. */
export abstract class CelObject {
  /** The CEL type's name, as `type(x)` shows it: `google.protobuf.Timestamp`, `optional_type`, `net.IP`. */
  abstract readonly typeName: string;
  /** CEL `==` with a value of the same type name. */
  abstract equals(other: CelObject): boolean;
}
