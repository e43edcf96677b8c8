import type { Expr } from "../ast.ts";

/** About what cel-go counts for evaluating an expression once: one step for each node that is no literal. */
export function weightOf(root: Expr): number {
  let weight = 0;
  const open: Expr[] = [root];
  for (let expr = open.pop(); expr !== undefined; expr = open.pop()) {
    if (expr.kind !== "literal") weight += 1;
    open.push(...childrenOf(expr));
  }
  return weight;
}

function childrenOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case "select":
      return [expr.operand];
    case "call":
      return expr.target === undefined ? expr.args : [expr.target, ...expr.args];
    case "list":
      return expr.elements;
    case "map":
      return expr.entries.flatMap(({ key, value }) => [key, value]);
    case "struct":
      return expr.fields.map(({ value }) => value);
    // What a nested comprehension evaluates is paid for round by round.
    case "comprehension":
      return [expr.iterRange, expr.accuInit];
    case "literal":
    case "ident":
      return [];
    default:
      return expr satisfies never;
  }
}
