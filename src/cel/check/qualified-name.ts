import type { Expr } from "../ast.ts";

/** The first part of an expression that is nothing but names with dots between. */
export function namespaceOf(expr: Expr): string | null {
  let first = expr;
  while (first.kind === "select" && !first.testOnly) first = first.operand;
  return first.kind === "ident" ? first.name : null;
}

/** `a.b.c` as its parts, when it is nothing but names. */
export function qualifiersOf(expr: Expr): readonly string[] | null {
  if (expr.kind === "ident") return [expr.name];
  if (expr.kind !== "select" || expr.testOnly) return null;
  const operand = qualifiersOf(expr.operand);
  return operand && [...operand, expr.field];
}

/** A name without the dot in front that says where to look for it. */
export function withoutDot(name: string): string {
  return name.startsWith(".") ? name.slice(1) : name;
}
