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
  readonly methods: OverloadSet;
  readonly functions: OverloadSet;
}

/** Overloads that are told apart by their arguments, and what was found out about some arguments. */
export interface OverloadSet {
  readonly declarations: readonly CelFunction[];
  /** Their types are read when the first call asks for them: most functions are never called. */
  readonly overloads: () => readonly Overload[];
  /** By the types of the arguments, where these have no type parameters. */
  readonly resolutions: Map<string, Resolution>;
}

/** What a call with arguments of certain types comes to. */
export interface Resolution {
  readonly overloads: readonly CelFunction[];
  readonly returns: CelType;
  /** How many type parameters were made up on the way: their numbers show in error texts. */
  readonly freeParameters: number;
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

function overloadSet(declarations: readonly CelFunction[]): OverloadSet {
  let read: readonly Overload[] | null = null;
  const overloads = (): readonly Overload[] => (read ??= declarations.map(readOverload));
  return { declarations, overloads, resolutions: new Map() };
}

/** All functions of these libraries; built once for each array. */
export function functionsOf(libraries: readonly CelLibrary[]): FunctionIndex {
  const known = indexes.get(libraries);
  if (known) return known;
  const declarations = libraries.flatMap(({ functions }) => functions);
  const byName = new Map<string, Overloads>();
  for (const [name, overloads] of Map.groupBy(declarations, (declaration) => declaration.name)) {
    byName.set(name, {
      methods: overloadSet(overloads.filter(({ receiver }) => receiver !== null)),
      functions: overloadSet(overloads.filter(({ receiver }) => receiver === null)),
    });
  }
  const dotted = [...byName.keys()].filter((name) => name.includes("."));
  const namespaces = new Set(dotted.map((name) => name.slice(0, name.indexOf("."))));
  const index = { byName, namespaces };
  indexes.set(libraries, index);
  return index;
}
