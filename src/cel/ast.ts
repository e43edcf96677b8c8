import type { CelUint } from "./values.ts";

/** Where a node begins: a code point offset into the source, the position that cel-go reports for it. */
export type Offset = number;

interface Node {
  /** Unique within one expression; keys the checker's side tables. */
  readonly id: number;
  readonly at: Offset;
}

/** A literal as its runtime value: int is a bigint, double a number. */
export interface LiteralExpr extends Node {
  readonly kind: "literal";
  readonly value: null | boolean | bigint | number | string | Uint8Array | CelUint;
}

/** A variable or the first segment of a qualified name; a leading `.` is kept in `name`. */
export interface IdentExpr extends Node {
  readonly kind: "ident";
  readonly name: string;
}

/** `operand.field`, or `has(operand.field)` when `testOnly`. `a.?b` and `a[?b]` are calls (`_?._`, `_[?_]`). */
export interface SelectExpr extends Node {
  readonly kind: "select";
  readonly operand: Expr;
  readonly field: string;
  readonly testOnly: boolean;
}

/** A function, method or operator call; operators have cel-go's names: `_+_`, `_&&_`, `_?_:_`, `@in`, `_[_]`, `!_`, `-_`. */
export interface CallExpr extends Node {
  readonly kind: "call";
  readonly function: string;
  readonly target?: Expr;
  readonly args: readonly Expr[];
}

export interface ListExpr extends Node {
  readonly kind: "list";
  readonly elements: readonly Expr[];
  /** Indexes of elements written `?e`. */
  readonly optionalIndexes: readonly number[];
}

export interface MapEntry extends Node {
  readonly key: Expr;
  readonly value: Expr;
  readonly optional: boolean;
}

export interface MapExpr extends Node {
  readonly kind: "map";
  readonly entries: readonly MapEntry[];
}

export interface StructField extends Node {
  readonly name: string;
  readonly value: Expr;
  readonly optional: boolean;
}

/** `Type.name{field: value}`. */
export interface StructExpr extends Node {
  readonly kind: "struct";
  readonly typeName: string;
  readonly fields: readonly StructField[];
}

/** A macro after expansion, in cel-spec's fold form; `macro` keeps what was written so that it can run as a plain loop. */
export interface ComprehensionExpr extends Node {
  readonly kind: "comprehension";
  readonly iterRange: Expr;
  readonly iterVar: string;
  readonly iterVar2?: string;
  readonly accuVar: string;
  readonly accuInit: Expr;
  readonly loopCondition: Expr;
  readonly loopStep: Expr;
  readonly result: Expr;
  readonly macro?: MacroCall;
}

/** The macro call a comprehension came from: `target.name(variables…, bodies…)`. */
export interface MacroCall {
  readonly name: string;
  /** `predicate`, or `filter` and `transform`, in the order written. */
  readonly bodies: readonly Expr[];
}

export type Expr =
  | LiteralExpr
  | IdentExpr
  | SelectExpr
  | CallExpr
  | ListExpr
  | MapExpr
  | StructExpr
  | ComprehensionExpr;
