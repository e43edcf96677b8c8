import type { CelEnvironment } from "../environment.ts";
import type { CelType, ObjectType } from "../types.ts";
import type { ResolvedName } from "./checked-expression.ts";
import { parseType, TYPE_NAMES, typeNamed } from "./parse-type.ts";
import { withoutDot } from "./qualified-name.ts";

/** A name that was found, and the type of what it names. */
export interface FoundName {
  readonly name: ResolvedName;
  readonly type: CelType;
}

/** What libraries declare; environments share their array of libraries, so it is gathered once. */
interface LibraryNames {
  readonly constants: ReadonlyMap<string, FoundName>;
  readonly types: ReadonlyMap<string, ObjectType>;
  /** The first parts of names with a dot. */
  readonly namespaces: ReadonlySet<string>;
}

const libraryNames = new WeakMap<CelEnvironment["libraries"], LibraryNames>();

function namesOf(libraries: CelEnvironment["libraries"]): LibraryNames {
  const known = libraryNames.get(libraries);
  if (known) return known;
  const constants = new Map<string, FoundName>();
  for (const { name: library, constants: declared } of libraries) {
    for (const [name, { type }] of Object.entries(declared ?? {})) {
      constants.set(name, { name: { kind: "constant", library, name }, type: parseType(type) });
    }
  }
  const objectTypes = libraries.flatMap(({ objectTypes: own = [] }) => own);
  // The first of a name counts.
  const types = new Map(objectTypes.toReversed().map((type) => [type.name, type]));
  const all = [...constants.keys(), ...types.keys(), ...TYPE_NAMES];
  const names = { constants, types, namespaces: namespacesOf(all) };
  libraryNames.set(libraries, names);
  return names;
}

type Named = readonly { readonly name: string }[];

const namespaces = new WeakMap<Named, ReadonlySet<string>>();

function namespacesIn(declared: Named): ReadonlySet<string> {
  const known = namespaces.get(declared);
  if (known) return known;
  const found = namespacesOf(declared.map(({ name }) => name));
  namespaces.set(declared, found);
  return found;
}

function namespacesOf(names: readonly string[]): ReadonlySet<string> {
  return new Set(
    names.filter((name) => name.includes(".")).map((name) => name.split(".")[0] ?? ""),
  );
}

const variableNames = new WeakMap<CelEnvironment["variables"], ReadonlyMap<string, FoundName>>();

/** Environments share their variables too, where they differ in the fields of one of them. */
function variablesOf({ variables }: CelEnvironment): ReadonlyMap<string, FoundName> {
  const known = variableNames.get(variables);
  if (known) return known;
  const found = new Map<string, FoundName>();
  for (const [index, { name, type }] of variables.entries()) {
    found.set(name, { name: { kind: "variable", index }, type });
  }
  variableNames.set(variables, found);
  return found;
}

/** The declared fields of a type, or undefined when no such type is declared. */
export function fieldsOf(
  environment: CelEnvironment,
  name: string,
): Readonly<Record<string, CelType>> | undefined {
  const declared = environment.objectTypes.find((type) => type.name === name);
  return (declared ?? namesOf(environment.libraries).types.get(name))?.fields;
}

/** A type by its name, as in `Type{…}`; a leading dot is ignored, the container is always ''. */
export function findType(environment: CelEnvironment, written: string): CelType | null {
  const name = withoutDot(written);
  const builtIn = typeNamed(name);
  if (builtIn) return builtIn;
  return fieldsOf(environment, name) ? { kind: "object", name } : null;
}

/** Looks names up: comprehension variables first, then what the environment declares, then types. */
export class NameScope {
  readonly #environment: CelEnvironment;
  readonly #variables: ReadonlyMap<string, FoundName>;
  readonly #libraries: LibraryNames;
  /** The innermost last. */
  readonly #locals: { readonly name: string; readonly type: CelType }[] = [];

  constructor(environment: CelEnvironment) {
    this.#environment = environment;
    this.#variables = variablesOf(environment);
    this.#libraries = namesOf(environment.libraries);
  }

  enter(name: string, type: CelType): void {
    this.#locals.push({ name, type });
  }

  /** Forgets the last `count` variables. */
  leave(count: number): void {
    this.#locals.length -= count;
  }

  #local(name: string): CelType | undefined {
    for (let depth = this.#locals.length - 1; depth >= 0; depth--) {
      const local = this.#locals[depth];
      if (local?.name === name) return local.type;
    }
    return undefined;
  }

  /** Whether something may be called `name` with a dot and more; few names have a dot. */
  mayBeNamespace(written: string): boolean {
    const name = withoutDot(written);
    const { objectTypes, variables } = this.#environment;
    return (
      this.#libraries.namespaces.has(name) ||
      namespacesIn(objectTypes).has(name) ||
      namespacesIn(variables).has(name)
    );
  }

  /** A name with its qualifiers, `a.b` as `["a", "b"]`; a leading dot means no local one. */
  find(qualifiers: readonly string[]): FoundName | null {
    const [first = ""] = qualifiers;
    const local = first.startsWith(".") ? undefined : this.#local(first);
    if (local) {
      if (qualifiers.length > 1) return null;
      return { name: { kind: "local", name: first }, type: local };
    }
    const name = withoutDot(qualifiers.join("."));
    const global = this.#variables.get(name) ?? this.#libraries.constants.get(name);
    if (global) return global;
    const type = findType(this.#environment, name);
    return type && { name: { kind: "type", type }, type: { kind: "type", of: type } };
  }
}
