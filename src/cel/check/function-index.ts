import type { CelFunction, CelLibrary } from "../define-functions.ts";
import type { CelType } from "../types.ts";
import { parseType } from "./parse-type.ts";

/** An overload with its types read. */
export interface Overload {
  readonly declaration: CelFunction;
  /** Receiver first. */
  readonly args: readonly CelType[];
  readonly returns: CelType;
  /** Its type parameters, in the order of their first use. */
  readonly parameters: readonly string[];
}

/** The overloads of a function name, in the order of the libraries. */
export interface Overloads {
  readonly methods: readonly Overload[];
  readonly functions: readonly Overload[];
}

/** What libraries declare. */
export interface FunctionIndex {
  readonly byName: ReadonlyMap<string, Overloads>;
  /** The first parts of names such as `math.greatest`. */
  readonly namespaces: ReadonlySet<string>;
}

const PARAMETERS = /(?<![\w.])[A-Z](?![\w.])/g;

const indexes = new WeakMap<readonly CelLibrary[], FunctionIndex>();

function readOverload(declaration: CelFunction): Overload {
  const { receiver, args, returns } = declaration;
  const all = receiver === null ? args : [receiver, ...args];
  const names = [...all, returns].join(" ").match(PARAMETERS) ?? [];
  return {
    declaration,
    args: all.map(parseType),
    returns: parseType(returns),
    parameters: [...new Set(names)],
  };
}

/** All functions of these libraries; built once for each array. */
export function functionsOf(libraries: readonly CelLibrary[]): FunctionIndex {
  const known = indexes.get(libraries);
  if (known) return known;
  const byName = new Map<string, { methods: Overload[]; functions: Overload[] }>();
  const namespaces = new Set<string>();
  for (const declaration of libraries.flatMap(({ functions }) => functions)) {
    const { name, receiver } = declaration;
    const overloads = byName.get(name) ?? { methods: [], functions: [] };
    overloads[receiver === null ? "functions" : "methods"].push(readOverload(declaration));
    byName.set(name, overloads);
    const dot = name.indexOf(".");
    if (dot > 0) namespaces.add(name.slice(0, dot));
  }
  const index = { byName, namespaces };
  indexes.set(libraries, index);
  return index;
}
