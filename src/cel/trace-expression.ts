import type { CallExpr, ComprehensionExpr, Expr } from "./ast.ts";
import type { CheckedExpression, ResolvedName } from "./check/checked-expression.ts";
import { checkExpression } from "./check/check-expression.ts";
import type { Activation } from "./compile-expression.ts";
import type { CelEnvironment } from "./environment.ts";
import { formatExpression } from "./format-expression.ts";
import { parseExpression } from "./parse/parse-expression.ts";
import { iterate } from "./run/iteration.ts";
import { plan } from "./run/plan.ts";
import { CelError, type CelResult } from "./values.ts";

/** A part of an expression and what it evaluated to. */
export interface TraceStep {
  readonly text: string;
  readonly value: CelResult;
  /** How deep the part lies in the expression; the expression itself has 0. */
  readonly depth: number;
  /** For an element of a list or map that a macro went through: where it stands, such as `c = containers[1]`. */
  readonly at?: string;
}

/** Evaluates an expression part by part. */
export type Trace = (activation: Activation) => readonly TraceStep[];

const MAX_STEPS = 24;
const MAX_DEPTH = 6;
const ELEMENTS_SHOWN = 3;

/**
 * Prepares to evaluate an expression once more, slowly, with the value of every part that decides its outcome: the
 * failing terms of `&&`, the chosen branch of a conditional, both sides of a comparison, the elements that decide
 * `all` and `exists`. Undefined when it does not compile; the compiler says why.
 */
export function traceExpression(source: string, environment: CelEnvironment): Trace | undefined {
  const parsed = parseExpression(source, environment);
  if (!parsed.ok) return undefined;
  const check = checkExpression(parsed.root, source, environment);
  if (!check.ok) return undefined;
  return (activation) => {
    const tracer: Tracer = { checked: check.checked, environment, activation, steps: [] };
    trace(tracer, parsed.root, 0);
    return tracer.steps;
  };
}

interface Tracer {
  readonly checked: CheckedExpression;
  readonly environment: CelEnvironment;
  readonly activation: Activation;
  readonly steps: TraceStep[];
}

function trace(tracer: Tracer, expr: Expr, depth: number, at?: string): void {
  if (tracer.steps.length >= MAX_STEPS) return;
  const value = evaluate(tracer, expr);
  const text = formatExpression(expr);
  tracer.steps.push({ text, value, depth, ...(at !== undefined && { at }) });
  if (depth >= MAX_DEPTH) return;
  if (expr.kind === "comprehension") traceMacro(tracer, expr, value, depth + 1);
  else for (const part of partsThatDecide(tracer, expr)) trace(tracer, part, depth + 1);
}

function evaluate({ checked, environment, activation }: Tracer, root: Expr): CelResult {
  const planned = plan({ ...checked, root }, environment);
  return planned.ok
    ? planned.evaluate(activation.slots, activation.host)
    : new CelError(planned.message);
}

/** The parts worth a line; names, members and literals are shown by the line above or need none. */
function partsThatDecide(tracer: Tracer, expr: Expr): readonly Expr[] {
  if (expr.kind === "select") return expr.testOnly ? present([expr.operand]) : [];
  if (expr.kind !== "call" || isAccess(expr)) return [];
  if (expr.function === "_&&_" || expr.function === "_||_") return decidingTerms(tracer, expr);
  if (expr.function === "_?_:_") return chosenBranch(tracer, expr);
  // `math` of `math.greatest` is no value.
  const isNamespaced = tracer.checked.calls.get(expr.id)?.namespaced === true;
  const target = expr.target === undefined || isNamespaced ? [] : [expr.target];
  return present([...target, ...expr.args]);
}

function chosenBranch(tracer: Tracer, { args }: CallExpr): readonly Expr[] {
  const [condition, whenTrue, otherwise] = args;
  if (condition === undefined) return [];
  const chosen = evaluate(tracer, condition) === true ? whenTrue : otherwise;
  return present(chosen === undefined ? [condition] : [condition, chosen]);
}

function present(operands: readonly Expr[]): readonly Expr[] {
  return operands.filter(isInteresting);
}

function isInteresting(expr: Expr): boolean {
  return expr.kind !== "literal" && !(expr.kind === "list" && expr.elements.every(isLiteral));
}

function isLiteral({ kind }: Expr): boolean {
  return kind === "literal";
}

function isAccess({ function: name }: CallExpr): boolean {
  return ["_[_]", "_?._", "_[?_]", "__orValueCompat__"].includes(name);
}

/** Terms that made a false `&&` false or a true `||` true, or all of them. */
function decidingTerms(tracer: Tracer, expr: CallExpr): readonly Expr[] {
  const terms = flatten(expr, expr.function);
  const decisive = expr.function === "_||_";
  const deciding = terms.filter((term) => evaluate(tracer, term) === decisive);
  return deciding.length > 0 ? deciding : terms;
}

function flatten(expr: Expr, name: string): readonly Expr[] {
  if (expr.kind !== "call" || expr.function !== name) return [expr];
  return expr.args.flatMap((arg) => flatten(arg, name));
}

/** The range of a macro, and for `all` and `exists` the elements that decided. */
function traceMacro(
  tracer: Tracer,
  expr: ComprehensionExpr,
  outcome: CelResult,
  depth: number,
): void {
  const { macro, iterRange } = expr;
  if (macro?.name === "cel.bind") {
    trace(tracer, expr.accuInit, depth);
    return;
  }
  if (isInteresting(iterRange)) trace(tracer, iterRange, depth);
  const [predicate] = macro?.bodies ?? [];
  if (macro === undefined || predicate === undefined || !QUANTIFIERS.has(macro.name)) return;
  // What made `all` false, what made `exists` true, or all that did not help.
  const isShown = (verdict: CelResult): boolean =>
    macro.name === "all" ? verdict !== true : outcome !== true || verdict === true;
  const name = formatExpression(iterRange);
  const deciding = elementsOf(tracer, expr)
    .map((elements, index) => ({ index, inner: withElement(tracer, predicate, elements) }))
    .filter(({ inner }) => isShown(evaluate(inner, predicate)))
    .slice(0, ELEMENTS_SHOWN);
  for (const { index, inner } of deciding) {
    trace(inner, predicate, depth, `${expr.iterVar} = ${name}[${index}]`);
  }
}

const QUANTIFIERS: ReadonlySet<string> = new Set(["all", "exists", "exists_one"]);

type Elements = readonly (readonly [name: string, value: unknown])[];

/** What the macro's variables stand for in each of its rounds. */
function elementsOf(
  tracer: Tracer,
  { iterRange, iterVar, iterVar2 }: ComprehensionExpr,
): readonly Elements[] {
  const iteration = iterate(evaluate(tracer, iterRange), iterVar2 !== undefined);
  if (iteration instanceof CelError) return [];
  const { firsts, seconds } = iteration;
  return firsts.map((first, index) =>
    iterVar2 === undefined
      ? [[iterVar, first]]
      : [
          [iterVar, first],
          [iterVar2, seconds[index]],
        ],
  );
}

/** A tracer in which the macro's variables are variables of the environment that hold one element. */
function withElement(tracer: Tracer, body: Expr, elements: Elements): Tracer {
  const { checked, environment, activation } = tracer;
  const names = new Map<number, ResolvedName>(checked.names);
  const { length } = environment.variables;
  for (const [offset, [name]] of elements.entries()) {
    const resolved: ResolvedName = { kind: "variable", index: length + offset };
    for (const id of usesOf(body, name)) names.set(id, resolved);
  }
  return {
    ...tracer,
    checked: { ...checked, names },
    environment: {
      ...environment,
      variables: [
        ...environment.variables,
        ...elements.map(([name]) => ({ name, type: { kind: "dyn" } as const })),
      ],
    },
    activation: {
      ...activation,
      slots: [
        ...Array.from({ length }, (_, index) => activation.slots[index]),
        ...elements.map(([, value]) => value),
      ],
    },
  };
}

/** Ids of the names that stand for a macro's variable, those of an inner macro with the same variable left out. */
function usesOf(expr: Expr, name: string): readonly number[] {
  switch (expr.kind) {
    case "ident":
      return expr.name === name ? [expr.id] : [];
    case "select":
      return usesOf(expr.operand, name);
    case "call":
      return [...(expr.target === undefined ? [] : [expr.target]), ...expr.args].flatMap((part) =>
        usesOf(part, name),
      );
    case "list":
      return expr.elements.flatMap((part) => usesOf(part, name));
    case "map":
      return expr.entries.flatMap(({ key, value }) => [
        ...usesOf(key, name),
        ...usesOf(value, name),
      ]);
    case "struct":
      return expr.fields.flatMap(({ value }) => usesOf(value, name));
    case "comprehension":
      return usesInMacro(expr, name);
    case "literal":
      return [];
    default:
      return expr satisfies never;
  }
}

function usesInMacro(expr: ComprehensionExpr, name: string): readonly number[] {
  const outside = [...usesOf(expr.iterRange, name), ...usesOf(expr.accuInit, name)];
  if ([expr.iterVar, expr.iterVar2, expr.accuVar].includes(name)) return outside;
  const inside = [expr.loopCondition, expr.loopStep, expr.result];
  return [...outside, ...inside.flatMap((part) => usesOf(part, name))];
}
