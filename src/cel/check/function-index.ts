import type { CelFunction, CelLibrary } from "../define-functions.ts";
import type { CelType } from "../types.ts";
import { parseType } from "./parse-type.ts";

/** An overload with its types read. */
export interface Overload {
  readonly declaration: CelFunction;
  readonly isMethod: boolean;
  /** Receiver first. */
  readonly args: readonly CelType[];
  readonly returns: CelType;
  /** Its type parameters, in the order of their first use. */
  readonly parameters: readonly string[];
}

/** Overloads by function name, in the order of the libraries. */
export type FunctionIndex = ReadonlyMap<string, readonly Overload[]>;

const PARAMETERS = /(?<![\w.])[A-Z](?![\w.])/g;

const indexes = new WeakMap<readonly CelLibrary[], FunctionIndex>();

function readOverload(declaration: CelFunction): Overload {
  const { receiver, args, returns } = declaration;
  const all = receiver === null ? args : [receiver, ...args];
  const names = [...all, returns].join(" ").match(PARAMETERS) ?? [];
  return {
    declaration,
    isMethod: receiver !== null,
    args: all.map(parseType),
    returns: parseType(returns),
    parameters: [...new Set(names)],
  };
}

/** All functions of these libraries; built once for each array. */
export function functionsOf(libraries: readonly CelLibrary[]): FunctionIndex {
  const known = indexes.get(libraries);
  if (known) return known;
  const index = new Map<string, Overload[]>();
  for (const declaration of libraries.flatMap(({ functions }) => functions)) {
    const overloads = index.get(declaration.name) ?? [];
    overloads.push(readOverload(declaration));
    index.set(declaration.name, overloads);
  }
  indexes.set(libraries, index);
  return index;
}
