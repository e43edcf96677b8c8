import { formatType } from "../format-type.ts";
import type { CelType } from "../types.ts";

/** What type parameters were found to be. */
export type TypeMapping = ReadonlyMap<string, CelType>;

const DYN: CelType = { kind: "dyn" };
const NO_CHANGES: TypeMapping = new Map();

/** A mapping and what an attempt would add to it. */
class Draft {
  #changes: Map<string, CelType> | null = null;
  readonly #base: TypeMapping;

  constructor(base: TypeMapping) {
    this.#base = base;
  }

  get changes(): TypeMapping {
    return this.#changes ?? NO_CHANGES;
  }

  get(name: string): CelType | undefined {
    return this.#changes?.get(name) ?? this.#base.get(name);
  }

  set(name: string, type: CelType): void {
    this.#changes ??= new Map();
    this.#changes.set(name, type);
  }
}

const NULLABLE_PRIMITIVES: ReadonlySet<string> = new Set(["null", "any", "timestamp", "duration"]);

/** `dyn` and `any`. */
export function isDyn(type: CelType): boolean {
  return type.kind === "dyn" || (type.kind === "primitive" && type.name === "any");
}

/** `dyn`, `any`, or the type of a part that is wrong already. */
export function isDynOrError(type: CelType): boolean {
  return type.kind === "error" || isDyn(type);
}

/** What an `optional_type(T)` holds, or null for any other type. */
export function optionalContent(type: CelType): CelType | null {
  if (type.kind !== "opaque" || type.name !== "optional_type") return null;
  return type.parameters[0] ?? DYN;
}

/** The same type, letter for letter. */
export function isSameType(a: CelType, b: CelType): boolean {
  if (a === b) return true;
  // The text of a type with parts is not worth making where the kinds tell.
  if (a.kind === "primitive" && b.kind === "primitive") return a.name === b.name;
  if (a.kind === "dyn" || b.kind === "dyn") return a.kind === b.kind;
  return formatType(a) === formatType(b);
}

/** Types that are compared by their name; declared object types and opaque ones need not be told apart. */
function nominal(type: CelType): string | null {
  if (type.kind === "object") return type.name;
  return type.kind === "opaque" ? type.name : null;
}

function childrenOf(type: CelType): readonly CelType[] {
  if (type.kind === "list") return [type.element];
  if (type.kind === "map") return [type.key, type.value];
  if (type.kind === "type") return [type.of];
  return type.kind === "opaque" ? type.parameters : [];
}

function isEqualOrLessSpecific(a: CelType, b: CelType): boolean {
  if (isDyn(a) || a.kind === "parameter") return true;
  if (isDyn(b) || b.kind === "parameter") return false;
  if (a.kind === "type" && b.kind === "type") return true;
  if (nominal(a) !== nominal(b) || (a.kind !== b.kind && nominal(a) === null)) return false;
  const [inA, inB] = [childrenOf(a), childrenOf(b)];
  if (inA.length === 0) return isSameType(a, b);
  return inA.length === inB.length && inA.every((each, i) => pairs(each, inB[i]));
}

function pairs(a: CelType, b: CelType | undefined): boolean {
  return b !== undefined && isEqualOrLessSpecific(a, b);
}

/** The more general of two types that fit each other. */
export function mostGeneral(a: CelType, b: CelType): CelType {
  return isEqualOrLessSpecific(a, b) ? a : b;
}

/** Whether a type occurs nowhere in another: a parameter must not be replaced by something made of itself. */
function isNotIn(draft: Draft, type: CelType, within: CelType): boolean {
  if (isSameType(type, within)) return false;
  if (within.kind === "parameter") {
    const known = draft.get(within.name);
    return !known || isNotIn(draft, type, known);
  }
  return childrenOf(within).every((child) => isNotIn(draft, type, child));
}

interface Fit {
  readonly fits: boolean;
  /** The parameter stood for something already. */
  readonly bound: boolean;
}

/** Whether a parameter may stand for a type; notes it if so. */
function fitParameter(
  draft: Draft,
  type: CelType,
  parameter: CelType & { kind: "parameter" },
): Fit {
  if (isSameType(type, parameter)) return { fits: true, bound: true };
  const known = draft.get(parameter.name);
  if (!known) {
    if (!isNotIn(draft, parameter, type)) return { fits: false, bound: false };
    draft.set(parameter.name, type);
    return { fits: true, bound: false };
  }
  if (isSameType(type, known)) return { fits: true, bound: true };
  if (!assign(draft, type, known)) return { fits: false, bound: true };
  const general = mostGeneral(type, known);
  if (isNotIn(draft, parameter, general)) draft.set(parameter.name, general);
  return { fits: true, bound: true };
}

function isNullable(type: CelType): boolean {
  return type.kind === "primitive" ? NULLABLE_PRIMITIVES.has(type.name) : nominal(type) !== null;
}

const isNull = (type: CelType): boolean => type.kind === "primitive" && type.name === "null";

function assign(draft: Draft, a: CelType, b: CelType): boolean {
  if (b.kind === "parameter") {
    const { fits, bound } = fitParameter(draft, a, b);
    if (fits || bound) return fits;
  }
  if (a.kind === "parameter") return fitParameter(draft, b, a).fits;
  if (isDynOrError(a) || isDynOrError(b)) return true;
  if (isNull(a)) return isNullable(b);
  if (isNull(b)) return isNullable(a);
  return assignConcrete(draft, a, b);
}

function assignConcrete(draft: Draft, a: CelType, b: CelType): boolean {
  if (a.kind === "type" || b.kind === "type") return a.kind === b.kind;
  const name = nominal(a);
  if (name !== null || nominal(b) !== null) {
    return name === nominal(b) && assignAll(draft, childrenOf(a), childrenOf(b));
  }
  if (a.kind !== b.kind) return false;
  if (a.kind === "primitive") return isSameType(a, b);
  return assignAll(draft, childrenOf(a), childrenOf(b));
}

function assignAll(draft: Draft, a: readonly CelType[], b: readonly CelType[]): boolean {
  if (a.length !== b.length) return false;
  for (const [index, type] of a.entries()) {
    const other = b[index];
    if (other === undefined || !assign(draft, type, other)) return false;
  }
  return true;
}

/** The types as a text that tells them apart; null when a type parameter is in one of them, or when it gets long. */
export function keyOfTypes(types: readonly CelType[]): string | null {
  let key = "";
  for (const type of types) {
    const part = keyOf(type, 0);
    if (part === null) return null;
    key += part;
  }
  return key;
}

const MAX_KEY_DEPTH = 3;

function keyOf(type: CelType, depth: number): string | null {
  if (type.kind === "dyn") return "dyn;";
  if (type.kind === "primitive") return `${type.name};`;
  if (type.kind === "parameter" || type.kind === "error" || depth === MAX_KEY_DEPTH) return null;
  let key = `${type.kind} ${nominal(type) ?? ""}(`;
  for (const child of childrenOf(type)) {
    const part = keyOf(child, depth + 1);
    if (part === null) return null;
    key += part;
  }
  return `${key})`;
}

/** What assigning each type to the one at the same place adds to the mapping; null when one does not fit. */
export function assignTypes(
  mapping: TypeMapping,
  from: readonly CelType[],
  to: readonly CelType[],
): TypeMapping | null {
  const draft = new Draft(mapping);
  return assignAll(draft, from, to) ? draft.changes : null;
}

/** Puts in what parameters stand for; `free` says what an unknown one becomes. */
export function substitute(
  mapping: TypeMapping,
  type: CelType,
  free: "keep" | "dyn" = "keep",
): CelType {
  if (type.kind === "parameter") {
    const known = mapping.get(type.name);
    if (known) return substitute(mapping, known, free);
    return free === "dyn" ? DYN : type;
  }
  return substituteInside(mapping, type, free);
}

/** A type in which nothing changes stays the same object. */
function substituteInside(mapping: TypeMapping, type: CelType, free: "keep" | "dyn"): CelType {
  if (type.kind === "list") {
    const element = substitute(mapping, type.element, free);
    return element === type.element ? type : { kind: "list", element };
  }
  if (type.kind === "map") {
    const key = substitute(mapping, type.key, free);
    const value = substitute(mapping, type.value, free);
    return key === type.key && value === type.value ? type : { kind: "map", key, value };
  }
  if (type.kind === "type") {
    const of = substitute(mapping, type.of, free);
    return of === type.of ? type : { kind: "type", of };
  }
  if (type.kind !== "opaque" || type.parameters.length === 0) return type;
  return { ...type, parameters: type.parameters.map((each) => substitute(mapping, each, free)) };
}
