import type { CelHost } from "./host.ts";
import type { ObjectType } from "./types.ts";
import type { CelResult, CelValue } from "./values.ts";

/**
 * A type written as CEL writes it: `string`, `list(T)`, `map(K, V)`, `optional_type(T)`, `timestamp`, `net.IP`,
 * `type(T)`, `dyn`. A single capital letter is a type parameter.
 */
export type TypeText = string;

/** One overload of a CEL function; a receiver makes it a method. */
export interface CelFunction {
  readonly name: string;
  readonly receiver: TypeText | null;
  readonly args: readonly TypeText[];
  readonly returns: TypeText;
  /** Gets values that fit the signature, receiver first; answers an error as a `CelError`. Never throws. */
  readonly call: (...args: never[]) => CelResult;
  /** The host is passed before the receiver. */
  readonly needsHost?: true;
  /** One function serves all overloads of the name: it gets any values and answers `no such overload` itself (cel-go's singletons). */
  readonly singleton?: true;
}

/** A named group of functions, one file each in `libraries/`. */
export interface CelLibrary {
  readonly name: string;
  readonly functions: readonly CelFunction[];
  /** Names of constants or namespace values, with their type: `ip` is not one, `math.pi` would be. */
  readonly constants?: Readonly<
    Record<string, { readonly type: TypeText; readonly value: CelValue }>
  >;
  /** Types with fields that the functions give, besides those of the environment. */
  readonly objectTypes?: readonly ObjectType[];
}

/** Declares one overload, in the order a CEL signature reads: `receiver.name(args): returns`. Namespaced functions carry the namespace in the name (`math.greatest`). */
export function overload(
  receiver: CelFunction["receiver"],
  name: string,
  args: readonly TypeText[],
  returns: TypeText,
  call: CelFunction["call"],
): CelFunction {
  return { name, receiver, args, returns, call };
}

/** Declares an overload that asks the host: `call` gets it as its first argument. */
export function hostOverload(
  receiver: CelFunction["receiver"],
  name: string,
  args: readonly TypeText[],
  returns: TypeText,
  call: (host: CelHost, ...args: never[]) => CelResult,
): CelFunction {
  return { name, receiver, args, returns, call, needsHost: true };
}
