import type { Expr } from "../ast.ts";
import type { CelFunction } from "../define-functions.ts";
import type { CelType } from "../types.ts";

/** What the checker found out about an expression; tables are keyed by node id. */
export interface CheckedExpression {
  readonly root: Expr;
  readonly types: ReadonlyMap<number, CelType>;
  readonly calls: ReadonlyMap<number, ResolvedCall>;
  /** Idents and selects that name a declared variable, constant, comprehension variable or type as a whole (`a.b.c`). */
  readonly names: ReadonlyMap<number, ResolvedName>;
}

/** A call after overload resolution: more than one overload is left where an argument is dyn. */
export interface ResolvedCall {
  readonly name: string;
  readonly overloads: readonly CelFunction[];
  /** The target is a namespace (`math.greatest`), not a value: nothing to evaluate there. */
  readonly namespaced: boolean;
}

export type ResolvedName =
  | { readonly kind: "variable"; readonly index: number }
  | { readonly kind: "local"; readonly name: string }
  | { readonly kind: "constant"; readonly library: string; readonly name: string }
  | { readonly kind: "type"; readonly type: CelType };
