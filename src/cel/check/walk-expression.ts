import type { Expr } from "../ast.ts";

/** The expressions directly inside another one, in the order of evaluation. */
export function childrenOf(expr: Expr): readonly Expr[] {
  if (expr.kind === "select") return [expr.operand];
  if (expr.kind === "call") return expr.target ? [expr.target, ...expr.args] : expr.args;
  if (expr.kind === "list") return expr.elements;
  if (expr.kind === "map") return expr.entries.flatMap(({ key, value }) => [key, value]);
  if (expr.kind === "struct") return expr.fields.map(({ value }) => value);
  if (expr.kind !== "comprehension") return [];
  return [expr.iterRange, expr.accuInit, expr.loopCondition, expr.loopStep, expr.result];
}
