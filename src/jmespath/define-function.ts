/** Argument types as Kyverno's library names them; `any` takes everything, `expref` takes `&expression`. */
export type JmesPathType =
  | "number"
  | "string"
  | "bool"
  | "array"
  | "object"
  | "any"
  | "expref"
  | "array[number]"
  | "array[string]";

/** What an argument written `&expression` is: evaluates the expression on a value, giving null where a key is missing. */
export interface ExpressionReference {
  readonly evaluate: (value: unknown) => unknown;
  /** How Go's `%v` prints it, for messages. */
  readonly text: string;
}

/** What functions may ask of the world. */
export interface QueryEnvironment {
  /** Nanoseconds since the epoch. */
  readonly now: () => bigint;
  /** A number in [0, 1). */
  readonly random: () => number;
}

/** A function of the dialect. `call` gets arguments that fit `args` and answers a value, or a QueryError; it never throws and never changes its arguments. */
export interface JmesPathFunction {
  readonly name: string;
  readonly summary: string;
  /** The types each argument may have. */
  readonly args: readonly (readonly JmesPathType[])[];
  /** The types its value may have. */
  readonly returns: readonly JmesPathType[];
  /** The last argument may be repeated. */
  readonly variadic?: true;
  readonly call: (args: readonly unknown[], environment: QueryEnvironment) => unknown;
}

/** Declares a function; one file each under `functions/`. */
export function defineFunction(definition: JmesPathFunction): JmesPathFunction {
  return definition;
}
