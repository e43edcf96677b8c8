import type { CelEnvironment } from "../environment.ts";
import type { CelType, ObjectType } from "../types.ts";
import type { ResolvedName } from "./checked-expression.ts";
import { parseType, typeNamed } from "./parse-type.ts";

/** A name that was found, and the type of what it names. */
export interface FoundName {
  readonly name: ResolvedName;
  readonly type: CelType;
}

/** What libraries declare; environments share their array of libraries, so it is gathered once. */
interface LibraryNames {
  readonly constants: ReadonlyMap<string, FoundName>;
  readonly types: ReadonlyMap<string, ObjectType>;
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
  const all = libraries.flatMap(({ objectTypes = [] }) => objectTypes);
  // The first of a name counts.
  const types = new Map(all.toReversed().map((type) => [type.name, type]));
  libraryNames.set(libraries, { constants, types });
  return { constants, types };
}

const indexes = new WeakMap<CelEnvironment, ReadonlyMap<string, FoundName>>();

function globalsOf(environment: CelEnvironment): ReadonlyMap<string, FoundName> {
  const known = indexes.get(environment);
  if (known) return known;
  const globals = new Map(namesOf(environment.libraries).constants);
  for (const [index, { name, type }] of environment.variables.entries()) {
    globals.set(name, { name: { kind: "variable", index }, type });
  }
  indexes.set(environment, globals);
  return globals;
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
  const name = written.replace(/^\./, "");
  const builtIn = typeNamed(name);
  if (builtIn) return builtIn;
  return fieldsOf(environment, name) ? { kind: "object", name } : null;
}

/** Looks names up: comprehension variables first, then what the environment declares, then types. */
export class NameScope {
  readonly #environment: CelEnvironment;
  readonly #globals: ReadonlyMap<string, FoundName>;
  readonly #locals: ReadonlyMap<string, CelType>[] = [];

  constructor(environment: CelEnvironment) {
    this.#environment = environment;
    this.#globals = globalsOf(environment);
  }

  enter(variables: ReadonlyMap<string, CelType>): void {
    this.#locals.push(variables);
  }

  leave(): void {
    this.#locals.pop();
  }

  #local(name: string): CelType | undefined {
    return this.#locals.findLast((scope) => scope.has(name))?.get(name);
  }

  /** A name with its qualifiers, `a.b` as `["a", "b"]`; a leading dot means no local one. */
  find(qualifiers: readonly string[]): FoundName | null {
    const [first = ""] = qualifiers;
    const local = first.startsWith(".") ? undefined : this.#local(first);
    if (local) {
      if (qualifiers.length > 1) return null;
      return { name: { kind: "local", name: first }, type: local };
    }
    const name = qualifiers.join(".").replace(/^\./, "");
    const global = this.#globals.get(name);
    if (global) return global;
    const type = findType(this.#environment, name);
    return type && { name: { kind: "type", type }, type: { kind: "type", of: type } };
  }
}
