import type { Expr } from "../ast.ts";
import type { CelEnvironment } from "../environment.ts";
import type { CelIssue } from "../issue.ts";
import type { CheckedExpression } from "./checked-expression.ts";

/** The checked expression, or every type error in the order cel-go prints them. */
export type CheckResult =
  | { readonly ok: true; readonly checked: CheckedExpression }
  | { readonly ok: false; readonly issues: readonly CelIssue[] };

/** Infers every type and resolves every name and call. */
export type CheckExpression = (root: Expr, source: string, environment: CelEnvironment) => CheckResult;
