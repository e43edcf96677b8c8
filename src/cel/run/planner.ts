import type { Expr } from "../ast.ts";
import type { CheckedExpression } from "../check/checked-expression.ts";
import type { CelEnvironment } from "../environment.ts";
import type { CelValue } from "../values.ts";
import type { Code, Planned } from "./frame.ts";

/** A comprehension variable: its position in the frame, and how to compute it when it is one of `cel.bind`. */
export interface Local {
  readonly position: number;
  readonly compute?: Code;
}

/** What the parts of the planner share while one expression is planned. */
export interface Planner {
  readonly checked: CheckedExpression;
  readonly environment: CelEnvironment;
  readonly plan: (expr: Expr) => Planned;
  /** Reserves a place in the frame. */
  readonly newLocal: (compute?: Code) => Local;
  /** Plans `body` with names that stand for locals. */
  readonly within: <T>(names: Readonly<Record<string, Local>>, body: () => T) => T;
  readonly local: (name: string) => Local | undefined;
  /** Notes what the value depends on: a variable by its index, or the world. */
  readonly dependsOn: (source: number | "host") => void;
  /** Notes an error that makes the expression unusable, as a failing conversion of a literal does in cel-go. */
  readonly fail: (message: string) => void;
}

/** A value known at plan time. */
export function constantly(value: CelValue): Planned {
  return { run: () => value, constant: value };
}
