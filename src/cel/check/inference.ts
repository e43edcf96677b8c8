import type { CelFunction } from "../define-functions.ts";
import type { CelType } from "../types.ts";
import type { Overload, OverloadSet, Resolution } from "./function-index.ts";
import type { TypeMapping } from "./type-mapping.ts";
import {
  assignTypes,
  isDyn,
  isDynOrError,
  isSameType,
  keyOfTypes,
  mostGeneral,
  substitute,
} from "./type-mapping.ts";

const DYN: CelType = { kind: "dyn" };
/** Resolutions that are kept for a function name at most. */
const KEPT = 1000;

/** The overloads that fit, and what they return together. */
type Fitting = Pick<Resolution, "overloads" | "returns">;

/** What fits without a look at parameters: most types do. */
function fitsAsItIs(from: CelType, to: CelType): boolean {
  if (from.kind === "parameter" || to.kind === "parameter") return false;
  if (isDynOrError(from) || isDynOrError(to)) return true;
  return from.kind === "primitive" && to.kind === "primitive" && from.name === to.name;
}

/** What is known about the type parameters of one expression (cel-go's mapping and substitution). */
export class Inference {
  readonly #mapping = new Map<string, CelType>();
  #freeParameters = 0;
  #isOpen = false;

  /** Whether any type that was given out may have a parameter in it. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  freeParameter(): CelType {
    this.#isOpen = true;
    return this.#fresh();
  }

  #fresh(): CelType {
    return { kind: "parameter", name: `_var${this.#freeParameters++}` };
  }

  /** Whether a value of one type may stand where the other is wanted; notes what that says of parameters. */
  assign(from: CelType, to: CelType): boolean {
    return fitsAsItIs(from, to) || this.#assignAll([from], [to]);
  }

  #assignAll(from: readonly CelType[], to: readonly CelType[]): boolean {
    const found = assignTypes(this.#mapping, from, to);
    for (const [name, type] of found ?? []) this.#mapping.set(name, type);
    return found !== null;
  }

  /** A type by what is known so far. */
  now(type: CelType): CelType {
    return substitute(this.#mapping, type);
  }

  /** A type when nothing more will be known: what is open is dyn. */
  final(type: CelType): CelType {
    return substitute(this.#mapping, type, "dyn");
  }

  /** The type of a literal's elements when one more is added. */
  join(previous: CelType | null, current: CelType): CelType {
    if (!previous) return current;
    return this.assign(previous, current) ? mostGeneral(previous, current) : DYN;
  }

  /** The overloads that fit; the same types of arguments give the same answer for every expression. */
  resolve({ overloads, resolutions }: OverloadSet, args: readonly CelType[]): Fitting | null {
    const key = keyOfTypes(args);
    const known = key === null ? undefined : resolutions.get(key);
    if (known) {
      this.#freeParameters += known.freeParameters;
      return known;
    }
    const before = this.#freeParameters;
    const found = this.#fitting(overloads(), args);
    if (found === null || key === null || keyOfTypes([found.returns]) === null) {
      this.#isOpen = true;
      return found;
    }
    if (resolutions.size >= KEPT) resolutions.clear();
    resolutions.set(key, { ...found, freeParameters: this.#freeParameters - before });
    return found;
  }

  #fitting(overloads: readonly Overload[], args: readonly CelType[]): Fitting | null {
    const fitting: CelFunction[] = [];
    let returns: CelType | null = null;
    for (const overload of overloads) {
      const returned = this.#fit(overload, args);
      if (!returned) continue;
      fitting.push(overload.declaration);
      if (!returns) returns = returned;
      else if (!isDyn(returns) && !isSameType(returns, returned)) returns = DYN;
    }
    return returns && { overloads: fitting, returns };
  }

  /** What an overload returns for these arguments; null when they do not fit. */
  #fit({ args, returns, parameters }: Overload, given: readonly CelType[]): CelType | null {
    if (parameters.length === 0) return this.#assignAll(given, args) ? returns : null;
    const fresh: TypeMapping = new Map(parameters.map((each) => [each, this.#fresh()]));
    if (args.length !== given.length) return null;
    const wanted = args.map((arg) => substitute(fresh, arg));
    return this.#assignAll(given, wanted) ? this.now(substitute(fresh, returns)) : null;
  }
}
