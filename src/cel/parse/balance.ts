import type { Expr } from "../ast.ts";
import type { NodeFactory } from "./node-factory.ts";
import type { Token } from "./token.ts";

/** A long chain of `&&` or `||` as a shallow tree, as cel-go makes it: both orders evaluate alike. There is one term more than operators. */
export function balance(
  nodes: NodeFactory,
  operator: "_&&_" | "_||_",
  operators: readonly Token[],
  terms: readonly Expr[],
): Expr {
  const between = (low: number, high: number): Expr => {
    const middle = Math.floor((low + high + 1) / 2);
    const left = low > middle - 1 ? terms[middle] : between(low, middle - 1);
    const right = middle + 1 > high ? terms[middle + 1] : between(middle + 1, high);
    const at = operators[middle]?.at ?? 0;
    const args = [left, right].map((term) => term ?? nodes.literal(at, 0n));
    return nodes.call(at, operator, args);
  };
  return between(0, operators.length - 1);
}
