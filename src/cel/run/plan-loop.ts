import type { ComprehensionExpr, Expr } from "../ast.ts";
import { indexKey, mapOf } from "../boxed-values.ts";
import { CelError, CelPending, type CelResult, type CelValue } from "../values.ts";
import { weightOf } from "./expression-weight.ts";
import { formatKey } from "./qualify.ts";
import { budgetExceeded, type Code, type Frame, type Planned } from "./frame.ts";
import { iterate } from "./iteration.ts";
import { boolOrError } from "./logic.ts";
import type { Planner } from "./planner.ts";

/** A macro as a loop: where its variables live, what it runs over, and what it evaluates for each item. */
interface Loop {
  readonly range: Code;
  readonly pairs: boolean;
  readonly first: number;
  readonly second: number;
  readonly bodies: readonly Code[];
  /** Steps that one round costs. */
  readonly weight: number;
}

/** Each macro's loop; `undefined` from a round goes on, a value ends the loop. */
const MACROS: Readonly<Record<string, (loop: Loop) => Code | undefined>> = {
  all: (loop) => quantifier(loop, false),
  exists: (loop) => quantifier(loop, true),
  exists_one: existsOne,
  existsOne,
  map: (loop) => (loop.pairs ? undefined : transformList(loop)),
  filter: (loop) => (loop.pairs ? undefined : filter(loop)),
  transformList,
  transformMap,
  transformMapEntry,
};

/** Plans a known macro as a loop; `undefined` when the comprehension is none. */
export function planLoop(planner: Planner, expr: ComprehensionExpr): Planned | undefined {
  const { macro, iterVar, iterVar2 } = expr;
  if (macro === undefined) return undefined;
  const build = MACROS[macro.name];
  if (build === undefined) return undefined;
  const range = planner.plan(expr.iterRange).run;
  const first = planner.newLocal();
  const second = planner.newLocal();
  const names = { [iterVar]: first, ...(iterVar2 !== undefined && { [iterVar2]: second }) };
  const inside = (body: Expr) => planner.within(names, () => planner.plan(body).run);
  const run = build({
    range,
    pairs: iterVar2 !== undefined,
    first: first.position,
    second: second.position,
    bodies: macro.bodies.map(inside),
    weight: macro.bodies.reduce((sum, body) => sum + weightOf(body), 3),
  });
  return run === undefined ? undefined : { run };
}

/**
 * Runs `round` for each item until it answers, then `end`. Both get what the loop has gathered so far, which starts as
 * `start()` gives it.
 */
function looping<State>(
  loop: Loop,
  start: () => State,
  round: (frame: Frame, state: State) => CelResult | undefined,
  end: (state: State) => CelResult,
): Code {
  const { range, pairs, first, second, weight } = loop;
  return (frame) => {
    const iteration = iterate(range(frame), pairs);
    if (iteration instanceof CelError) return iteration;
    const { firsts, seconds } = iteration;
    const { locals } = frame;
    const state = start();
    for (let index = 0; index < firsts.length; index += 1) {
      frame.budget -= weight;
      if (frame.budget < 0) return budgetExceeded();
      locals[first] = firsts[index];
      if (pairs) locals[second] = seconds[index];
      const answer = round(frame, state);
      if (answer !== undefined) return answer;
    }
    return end(state);
  };
}

/** `all` (decided by false) and `exists` (by true): the first error counts when nothing decides. */
function quantifier(loop: Loop, decisive: boolean): Code | undefined {
  const { range, pairs, first, second, weight } = loop;
  const [predicate] = loop.bodies;
  if (predicate === undefined) return undefined;
  const other = !decisive;
  const decide = (frame: Frame, firsts: readonly CelValue[], seconds: readonly CelValue[]) => {
    const { locals } = frame;
    let error: CelResult | undefined;
    for (let index = 0; index < firsts.length; index += 1) {
      frame.budget -= weight;
      if (frame.budget < 0) return budgetExceeded();
      locals[first] = firsts[index];
      if (pairs) locals[second] = seconds[index];
      const value = predicate(frame);
      if (value === decisive) return value;
      if (value === other) continue;
      if (value instanceof CelPending) return value;
      error ??= boolOrError(value);
    }
    return error ?? other;
  };
  return (frame) => {
    const over = range(frame);
    if (!pairs && Array.isArray(over)) return decide(frame, over, over);
    const iteration = iterate(over, pairs);
    if (iteration instanceof CelError) return iteration;
    return decide(frame, iteration.firsts, iteration.seconds);
  };
}

/** What a loop has gathered, and the error that stands for it all; a later failing condition replaces an earlier error. */
interface Gathering<T> {
  items: T[];
  error: CelError | undefined;
}

function gathering<T>(): Gathering<T> {
  return { items: [], error: undefined };
}

function existsOne(loop: Loop): Code | undefined {
  const [predicate] = loop.bodies;
  if (predicate === undefined) return undefined;
  return looping(
    loop,
    () => ({ count: 0, error: undefined as CelError | undefined }),
    (frame, state) => {
      const value = boolOrError(predicate(frame));
      if (value === true) state.count += 1;
      if (value instanceof CelPending) return value;
      if (value instanceof CelError) state.error = value;
      return undefined;
    },
    ({ count, error }) => error ?? count === 1,
  );
}

/** Runs `gather` for the items that the condition holds for. */
function gatherIf<T>(
  loop: Loop,
  condition: Code | undefined,
  gather: (frame: Frame, state: Gathering<T>) => CelError | undefined,
  end: (items: T[]) => CelResult,
): Code {
  return looping<Gathering<T>>(
    loop,
    gathering,
    (frame, state) => {
      const holds = condition === undefined || boolOrError(condition(frame));
      if (holds instanceof CelError) state.error = holds;
      else if (holds && state.error === undefined) state.error = gather(frame, state);
      return state.error instanceof CelPending ? state.error : undefined;
    },
    ({ items, error }) => error ?? end(items),
  );
}

function filter(loop: Loop): Code {
  const { first } = loop;
  return gatherIf<CelValue>(
    loop,
    loop.bodies[0],
    (frame, { items }) => {
      const item = frame.locals[first];
      if (item instanceof CelError) return item;
      if (item !== undefined) items.push(item);
      return undefined;
    },
    (items) => items,
  );
}

/** The transformation is the last body; a condition may stand before it. */
function transformation({ bodies }: Loop): [Code | undefined, Code | undefined] {
  return bodies.length === 1 ? [undefined, bodies[0]] : [bodies[0], bodies[1]];
}

function transformList(loop: Loop): Code | undefined {
  const [condition, transform] = transformation(loop);
  if (transform === undefined) return undefined;
  return gatherIf<CelValue>(
    loop,
    condition,
    (frame, { items }) => {
      const value = transform(frame);
      if (value instanceof CelError) return value;
      items.push(value);
      return undefined;
    },
    (items) => items,
  );
}

function transformMap(loop: Loop): Code | undefined {
  const [condition, transform] = transformation(loop);
  if (transform === undefined) return undefined;
  const { first } = loop;
  return gatherIf<[CelValue, CelValue]>(
    loop,
    condition,
    (frame, { items }) => {
      const value = transform(frame);
      if (value instanceof CelError) return value;
      const key = frame.locals[first];
      if (key !== undefined && !(key instanceof CelError)) items.push([key, value]);
      return undefined;
    },
    mapOf,
  );
}

function transformMapEntry(loop: Loop): Code | undefined {
  const [condition, transform] = transformation(loop);
  if (transform === undefined) return undefined;
  return gatherIf<[CelValue, CelValue]>(
    loop,
    condition,
    (frame, { items }) => {
      const entries = iterate(transform(frame), true);
      if (entries instanceof CelError) return entries;
      for (const [index, key] of entries.firsts.entries()) {
        if (items.some(([other]) => indexKey(other) === indexKey(key))) {
          return new CelError(`insert failed: key ${formatKey(key)} already exists`);
        }
        items.push([key, entries.seconds[index] ?? null]);
      }
      return undefined;
    },
    mapOf,
  );
}
