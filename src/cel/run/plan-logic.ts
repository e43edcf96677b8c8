import type { CallExpr, Expr } from "../ast.ts";
import { CelError, CelPending, type CelValue } from "../values.ts";
import { isIn } from "./collections.ts";
import { celEquals } from "./equality.ts";
import type { Code, Planned } from "./frame.ts";
import { boolOrError, not } from "./logic.ts";
import { constantly, type Planner } from "./planner.ts";

/** Plans `&&` and `||` of any number of terms; the first error counts when no term decides. */
export function planAndOr(planner: Planner, expr: CallExpr): Planned {
  const [first, ...others] = flatten(expr, expr.function).map((term) => planner.plan(term).run);
  if (first === undefined) throw new Error(`${expr.function} without operands`);
  const decisive = expr.function === "_||_";
  return { run: others.reduce((left, right) => junction(decisive, left, right), first) };
}

function flatten(expr: Expr, name: string): Expr[] {
  const terms: Expr[] = [];
  const open: Expr[] = [expr];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next.kind === "call" && next.function === name) open.push(...next.args.toReversed());
    else terms.push(next);
  }
  return terms;
}

function junction(decisive: boolean, first: Code, second: Code): Code {
  const other = !decisive;
  return (frame) => {
    const a = first(frame);
    if (a === decisive || a instanceof CelPending) return a;
    const b = second(frame);
    if (typeof b === "boolean" && a === other) return b;
    if (b === decisive || b instanceof CelPending) return b;
    return a === other ? boolOrError(b) : boolOrError(a);
  };
}

/** Plans `condition ? a : b`; only the chosen branch runs. */
export function planConditional(planner: Planner, expr: CallExpr): Planned {
  const [condition, a, b] = expr.args.map((arg) => planner.plan(arg).run);
  if (condition === undefined || a === undefined || b === undefined) {
    throw new Error("a conditional without three operands");
  }
  return {
    run: (frame) => {
      const value = condition(frame);
      if (value === true) return a(frame);
      return value === false ? b(frame) : boolOrError(value);
    },
  };
}

/** Plans `!x`. */
export function planNot(planner: Planner, expr: CallExpr): Planned {
  const [operand] = expr.args.map((arg) => planner.plan(arg).run);
  if (operand === undefined) throw new Error("a negation without operand");
  return {
    run: (frame) => {
      const value = operand(frame);
      return typeof value === "boolean" ? !value : not(value);
    },
  };
}

/** Plans `==` and `!=`. */
export function planEquality(planner: Planner, expr: CallExpr): Planned {
  const [left, right] = expr.args.map((arg) => planner.plan(arg));
  if (left === undefined || right === undefined) throw new Error("an equality without operands");
  const equal = expr.function === "_==_";
  if (right.constant !== undefined) return { run: equalsConstant(left, right.constant, equal) };
  if (left.constant !== undefined) return { run: equalsConstant(right, left.constant, equal) };
  const { run: a } = left;
  const { run: b } = right;
  return {
    run: (frame) => {
      const first = a(frame);
      if (first instanceof CelError) return first;
      const second = b(frame);
      if (second instanceof CelError) return second;
      return celEquals(first, second, frame) === equal;
    },
  };
}

function equalsConstant(operand: Planned, constant: CelValue, equal: boolean): Code {
  if (operand.count !== undefined && typeof constant === "bigint") {
    const { count } = operand;
    const expected = Number(constant);
    return (frame) => {
      const size = count(frame);
      return typeof size === "number" ? (size === expected) === equal : size;
    };
  }
  const { run } = operand;
  if (typeof constant === "string" || typeof constant === "boolean" || constant === null) {
    return (frame) => {
      const value = run(frame);
      if (value === constant) return equal;
      return value instanceof CelError ? value : !equal;
    };
  }
  return (frame) => {
    const value = run(frame);
    return value instanceof CelError ? value : celEquals(value, constant, frame) === equal;
  };
}

/** Plans `element in aggregate`; a literal list of strings is a set. */
export function planIn(planner: Planner, expr: CallExpr): Planned {
  const [element, aggregate] = expr.args.map((arg) => planner.plan(arg));
  if (element === undefined || aggregate === undefined) throw new Error("`in` without operands");
  const list = aggregate.constant;
  if (Array.isArray(list) && list.length === 0) return constantly(false);
  if (Array.isArray(list) && list.every((item) => typeof item === "string")) {
    return { run: inStrings(element.run, new Set<unknown>(list)) };
  }
  const { run: a } = element;
  const { run: b } = aggregate;
  return {
    run: (frame) => {
      const first = a(frame);
      if (first instanceof CelError) return first;
      const second = b(frame);
      return second instanceof CelError ? second : isIn(first, second, frame);
    },
  };
}

function inStrings(element: Code, strings: ReadonlySet<unknown>): Code {
  return (frame) => {
    const value = element(frame);
    return value instanceof CelError ? value : strings.has(value);
  };
}
