import type { ComprehensionExpr, Expr } from "../ast.ts";
import { CelError } from "../values.ts";
import { budgetExceeded, type Code, type Planned } from "./frame.ts";
import { iterate } from "./iteration.ts";
import { planLoop } from "./plan-loop.ts";
import type { Local, Planner } from "./planner.ts";

/** Plans a macro's comprehension: the well-known ones as plain loops, `cel.bind` as a local, any other as the fold it is. */
export function planComprehension(planner: Planner, expr: ComprehensionExpr): Planned {
  if (isBinding(expr)) return planBinding(planner, expr);
  return planLoop(planner, expr) ?? { run: planFold(planner, expr) };
}

/** No iteration at all: `cel.bind`, and what `optMap` and others make of their variable. */
function isBinding({ iterRange, loopCondition }: ComprehensionExpr): boolean {
  return (
    iterRange.kind === "list" &&
    iterRange.elements.length === 0 &&
    loopCondition.kind === "literal" &&
    loopCondition.value === false
  );
}

/** The bound value is computed when it is first read, so that one that is not read may fail. */
function planBinding(planner: Planner, expr: ComprehensionExpr): Planned {
  const { run: compute } = planner.plan(expr.accuInit);
  const local = planner.newLocal(compute);
  const { run } = planner.within({ [expr.accuVar]: local }, () => planner.plan(expr.result));
  const { position } = local;
  return {
    run: (frame) => {
      frame.locals[position] = undefined;
      return run(frame);
    },
  };
}

interface Fold {
  readonly accu: Local;
  readonly item: Local;
  readonly second: Local | undefined;
  readonly range: Code;
  readonly condition: Code;
  readonly step: Code;
  readonly result: Code;
}

function foldOf(planner: Planner, expr: ComprehensionExpr): Fold {
  const range = planner.plan(expr.iterRange).run;
  const accu = planner.newLocal(planner.plan(expr.accuInit).run);
  const item = planner.newLocal();
  const second = expr.iterVar2 === undefined ? undefined : planner.newLocal();
  const names = { [expr.iterVar]: item, [expr.accuVar]: accu };
  if (expr.iterVar2 !== undefined && second !== undefined) names[expr.iterVar2] = second;
  const inside = (body: Expr) => planner.within(names, () => planner.plan(body).run);
  return {
    range,
    accu,
    item,
    second,
    condition: inside(expr.loopCondition),
    step: inside(expr.loopStep),
    result: planner.within({ [expr.accuVar]: accu }, () => planner.plan(expr.result).run),
  };
}

function planFold(planner: Planner, expr: ComprehensionExpr): Code {
  const { range, accu, item, second, condition, step, result } = foldOf(planner, expr);
  return (frame) => {
    const iteration = iterate(range(frame), second !== undefined);
    if (iteration instanceof CelError) return iteration;
    const { firsts, seconds } = iteration;
    const { locals } = frame;
    locals[accu.position] = undefined;
    for (let index = 0; index < firsts.length; index += 1) {
      frame.budget -= 5;
      if (frame.budget < 0) return budgetExceeded();
      locals[item.position] = firsts[index];
      if (second !== undefined) locals[second.position] = seconds[index];
      if (condition(frame) === false) break;
      locals[accu.position] = step(frame);
    }
    return result(frame);
  };
}
