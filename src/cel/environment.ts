import type { CelLibrary } from "./define-functions.ts";
import type { CelType, ObjectType } from "./types.ts";

/** What an expression may refer to. Build it once per policy kind; compile many expressions against it. */
export interface CelEnvironment {
  /** Variables in slot order: `Activation.slots[i]` holds the i-th one's value. */
  readonly variables: readonly { readonly name: string; readonly type: CelType }[];
  readonly objectTypes: readonly ObjectType[];
  readonly libraries: readonly CelLibrary[];
  /** List and map literals must have one element type (cel-go's HomogeneousAggregateLiterals). */
  readonly homogeneousLiterals: boolean;
  /** Kyverno's compatibility: `orValue` also takes a non-optional receiver. */
  readonly orValueCompat: boolean;
  /** Two-variable comprehensions (`all(k, v, …)`, `transformMap` …) are known macros. */
  readonly twoVariableMacros: boolean;
}
