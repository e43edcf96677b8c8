import type { CallExpr } from "../ast.ts";
import { CelError, type CelResult, type CelValue } from "../values.ts";
import type { Code, Planned } from "./frame.ts";
import type { Planner } from "./planner.ts";
import { greater, greaterOrEqual, less, lessOrEqual } from "./relations.ts";

interface Relation {
  readonly any: (a: CelValue, b: CelValue) => CelResult;
  readonly numbers: (a: number, b: number) => boolean;
}

const RELATIONS: Readonly<Record<string, Relation>> = {
  "_<_": { any: less, numbers: (a, b) => a < b },
  "_<=_": { any: lessOrEqual, numbers: (a, b) => a <= b },
  "_>_": { any: greater, numbers: (a, b) => a > b },
  "_>=_": { any: greaterOrEqual, numbers: (a, b) => a >= b },
};

/** Plans `<`, `<=`, `>` and `>=`; `undefined` for any other call. */
export function planRelation(planner: Planner, expr: CallExpr): Planned | undefined {
  const relation = RELATIONS[expr.function];
  if (relation === undefined) return undefined;
  const [left, right] = expr.args.map((arg) => planner.plan(arg));
  if (left === undefined || right === undefined) throw new Error("a comparison without operands");
  if (typeof right.constant === "bigint" && isExact(right.constant)) {
    return { run: againstInt(relation, left, right.constant) };
  }
  const { run: a } = left;
  const { run: b } = right;
  return {
    run: (frame) => {
      const first = a(frame);
      if (first instanceof CelError) return first;
      const second = b(frame);
      return second instanceof CelError ? second : relation.any(first, second);
    },
  };
}

function isExact(value: bigint): boolean {
  return value <= BigInt(Number.MAX_SAFE_INTEGER) && value >= BigInt(Number.MIN_SAFE_INTEGER);
}

function againstInt(relation: Relation, operand: Planned, constant: bigint): Code {
  const bound = Number(constant);
  const { numbers, any } = relation;
  const { run, count } = operand;
  if (count !== undefined) {
    return (frame) => {
      const size = count(frame);
      return typeof size === "number" ? numbers(size, bound) : size;
    };
  }
  return (frame) => {
    const value = run(frame);
    if (typeof value === "number") return numbers(value, bound);
    return value instanceof CelError ? value : any(value, constant);
  };
}
