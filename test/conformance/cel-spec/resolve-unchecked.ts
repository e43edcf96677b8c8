import type { CallExpr, Expr } from "../../../src/cel/ast.ts";
import type {
  CheckedExpression,
  ResolvedCall,
  ResolvedName,
} from "../../../src/cel/check/checked-expression.ts";
import { childrenOf } from "../../../src/cel/check/walk-expression.ts";
import type { CelEnvironment } from "../../../src/cel/environment.ts";
import type { CelType } from "../../../src/cel/types.ts";

const TYPE_NAMES = new Set([
  "bool",
  "bytes",
  "double",
  "int",
  "list",
  "map",
  "string",
  "type",
  "uint",
]);

/**
 * Resolves names and calls as far as that needs no types, for cel-spec's cases that skip the checker: whatever is not
 * known is left to fail when it runs.
 */
export function resolveUnchecked(root: Expr, environment: CelEnvironment): CheckedExpression {
  const names = new Map<number, ResolvedName>();
  const calls = new Map<number, ResolvedCall>();
  const visit = (expr: Expr, locals: readonly string[]): void => {
    const text = dotted(expr);
    const name = text === undefined ? undefined : resolveName(text, locals, environment);
    if (name !== undefined) {
      names.set(expr.id, name);
      return;
    }
    if (expr.kind === "call") calls.set(expr.id, resolveCall(expr, environment));
    const inner =
      expr.kind === "comprehension" ? [expr.iterVar, expr.iterVar2 ?? "", expr.accuVar] : [];
    const bodies = expr.kind === "comprehension" ? (expr.macro?.bodies ?? []) : [];
    for (const child of [...childrenOf(expr), ...bodies]) visit(child, [...locals, ...inner]);
  };
  visit(root, []);
  return { root, types: new Map(), names, calls };
}

function dotted(expr: Expr): string | undefined {
  if (expr.kind === "ident") return expr.name;
  if (expr.kind !== "select" || expr.testOnly) return undefined;
  const operand = dotted(expr.operand);
  return operand === undefined ? undefined : `${operand}.${expr.field}`;
}

function resolveName(
  name: string,
  locals: readonly string[],
  environment: CelEnvironment,
): ResolvedName | undefined {
  if (locals.includes(name)) return { kind: "local", name };
  const index = environment.variables.findIndex((variable) => variable.name === name);
  if (index !== -1) return { kind: "variable", index };
  return TYPE_NAMES.has(name) ? { kind: "type", type: namedType(name) } : undefined;
}

function namedType(name: string): CelType {
  return { kind: "opaque", name, parameters: [] };
}

function resolveCall(expr: CallExpr, { libraries }: CelEnvironment): ResolvedCall {
  const isMethod = expr.target !== undefined;
  const overloads = libraries
    .flatMap(({ functions }) => functions)
    .filter(({ name, receiver }) => name === expr.function && (receiver !== null) === isMethod);
  return { name: expr.function, overloads, namespaced: false };
}
