import type { CallExpr, Expr, SelectExpr } from "../ast.ts";
import { CelOptional } from "../boxed-values.ts";
import { CelError, type CelResult, type CelValue } from "../values.ts";
import type { Code, Frame, Planned } from "./frame.ts";
import type { Planner } from "./planner.ts";
import { goTypeNameOf } from "./type-of.ts";
import {
  fieldTest,
  findIndex,
  peek,
  goJsonTypeOf,
  indexValue,
  invalidKey,
  isKeyType,
  isPlain,
  isSafeKey,
  keyFinder,
  selectKey,
} from "./qualify.ts";

/** One step of `root.a[b].?c[?d]`. */
interface Qualifier {
  readonly optional: boolean;
  /** Set for a name that `peek` takes. */
  readonly key?: string;
  /** The member; `undefined` when it is absent. */
  readonly find: (value: CelValue, frame: Frame) => CelResult | undefined;
  /** The member, or cel-go's error when it is absent. */
  readonly get: (value: CelValue, frame: Frame) => CelResult;
}

interface Chain {
  readonly root: Planned;
  readonly qualifiers: readonly Qualifier[];
}

/** Plans a selection, an index or an optional one, together with all that it applies to. */
export function planChain(planner: Planner, expr: SelectExpr | CallExpr): Planned {
  if (expr.kind === "select" && expr.testOnly) return planHas(planner, expr);
  const chain = collect(planner, expr);
  return chain.qualifiers.some(({ optional }) => optional)
    ? optionalChain(chain)
    : { run: plainChain(chain) };
}

/** Whether a call is a step of a chain: an index, or an optional one. */
export function isChainCall(expr: CallExpr): boolean {
  return CHAIN_CALLS.has(expr.function);
}

const CHAIN_CALLS = new Set(["_[_]", "_?._", "_[?_]"]);

function collect(planner: Planner, expr: Expr): Chain {
  const qualifiers: Qualifier[] = [];
  let current = expr;
  while (isStep(planner, current)) {
    const [operand, qualifier] = stepOf(planner, current);
    qualifiers.unshift(qualifier);
    current = operand;
  }
  return { root: planner.plan(current), qualifiers };
}

/** A name that the checker resolved as a whole is a root, `has()` is an operand like any other. */
function isStep(planner: Planner, expr: Expr): expr is SelectExpr | CallExpr {
  if (expr.kind === "call") return isChainCall(expr);
  return expr.kind === "select" && !expr.testOnly && !planner.checked.names.has(expr.id);
}

function stepOf(planner: Planner, expr: SelectExpr | CallExpr): [Expr, Qualifier] {
  if (expr.kind === "select") return [expr.operand, keyQualifier(expr.field, false)];
  const [first, last] = expr.args;
  if (first === undefined || last === undefined)
    throw new Error(`${expr.function} without operands`);
  const optional = expr.function !== "_[_]";
  return [first, indexQualifier(planner, last, optional)];
}

function indexQualifier(planner: Planner, expr: Expr, optional: boolean): Qualifier {
  const index = planner.plan(expr);
  const key = index.constant;
  if (key !== undefined && !isKeyType(key)) planner.fail(invalidKey(goTypeNameOf(key)).message);
  if (typeof key === "string") return keyQualifier(key, optional);
  if (key !== undefined) {
    return {
      optional,
      find: (value) => findIndex(value, key),
      get: typeof key === "bigint" ? positionGetter(key) : (value) => indexValue(value, key),
    };
  }
  const run = isJson(expr) ? jsonKey(index.run) : index.run;
  return {
    optional,
    find: (value, frame) => withKey(run(frame), (at) => findIndex(value, at)),
    get: (value, frame) => withKey(run(frame), (at) => indexValue(value, at)),
  };
}

/** Whether a value comes from variables without a function between. */
function isJson(expr: Expr): boolean {
  return (
    expr.kind === "ident" || expr.kind === "select" || (expr.kind === "call" && isChainCall(expr))
  );
}

function jsonKey(run: Code): Code {
  return (frame) => {
    const key = run(frame);
    return key instanceof CelError || isKeyType(key) ? key : invalidKey(goJsonTypeOf(key));
  };
}

function positionGetter(key: bigint): (value: CelValue) => CelResult {
  const position = Number(key);
  return (value) => {
    const element: CelValue | undefined = Array.isArray(value) ? value[position] : undefined;
    return element === undefined ? indexValue(value, key) : element;
  };
}

function withKey<T>(key: CelResult, look: (key: CelValue) => T): T | CelError {
  return key instanceof CelError ? key : look(key);
}

function keyQualifier(key: string, optional: boolean): Qualifier {
  const find = keyFinder(key);
  return {
    optional,
    ...(isSafeKey(key) && { key }),
    find,
    get: (value) => {
      const found = find(value);
      return found === undefined ? selectKey(value, key) : found;
    },
  };
}

/** A chain without `?`: an optional root makes all of it optional. */
function plainChain({ root, qualifiers }: Chain): Code {
  const { run } = root;
  const [first, second, third] = qualifiers;
  if (first === undefined) return run;
  const keys = qualifiers.map(({ key }) => key).filter((key) => key !== undefined);
  if (keys.length === qualifiers.length) return safeChain(run, keys, qualifiers);
  if (second === undefined) {
    return (frame) => {
      const value = run(frame);
      if (value instanceof CelError) return value;
      return value instanceof CelOptional
        ? fromOptional(value, qualifiers, frame)
        : first.get(value, frame);
    };
  }
  if (third === undefined) {
    return (frame) => {
      const value = run(frame);
      if (value instanceof CelError) return value;
      if (value instanceof CelOptional) return fromOptional(value, qualifiers, frame);
      const inner = first.get(value, frame);
      return inner instanceof CelError ? inner : second.get(inner, frame);
    };
  }
  return (frame) => {
    const value = run(frame);
    if (value instanceof CelError) return value;
    if (value instanceof CelOptional) return fromOptional(value, qualifiers, frame);
    return getAll(value, qualifiers, frame);
  };
}

/** The most frequent chain by far: names only, on plain JSON. Whatever is out of the ordinary starts again, slowly. */
function safeChain(run: Code, keys: readonly string[], qualifiers: readonly Qualifier[]): Code {
  const [first = "", second = ""] = keys;
  if (keys.length === 1) {
    return (frame) => {
      const value = run(frame);
      const found = peek(value, first);
      return found === undefined ? slowChain(value, qualifiers, frame) : found;
    };
  }
  if (keys.length === 2) {
    return (frame) => {
      const value = run(frame);
      const inner = peek(value, first);
      const found = inner === undefined ? undefined : peek(inner, second);
      return found === undefined ? slowChain(value, qualifiers, frame) : found;
    };
  }
  return (frame) => {
    const value = run(frame);
    let found: CelValue | undefined = peek(value, first);
    for (let index = 1; index < keys.length && found !== undefined; index += 1) {
      found = peek(found, keys[index] ?? "");
    }
    return found === undefined ? slowChain(value, qualifiers, frame) : found;
  };
}

function slowChain(value: CelResult, qualifiers: readonly Qualifier[], frame: Frame): CelResult {
  if (value instanceof CelError) return value;
  if (value instanceof CelOptional) return fromOptional(value, qualifiers, frame);
  return getAll(value, qualifiers, frame);
}

function getAll(start: CelValue, qualifiers: readonly Qualifier[], frame: Frame): CelResult {
  let value = start;
  for (const qualifier of qualifiers) {
    const next = qualifier.get(value, frame);
    if (next instanceof CelError) return next;
    value = next;
  }
  return value;
}

function fromOptional(
  optional: CelOptional,
  qualifiers: readonly Qualifier[],
  frame: Frame,
): CelResult {
  const content = findAll(optional.content, qualifiers, 0, frame);
  return content === undefined ? CelOptional.none : CelOptional.wrap(content);
}

function findAll(
  start: CelValue | undefined,
  qualifiers: readonly Qualifier[],
  from: number,
  frame: Frame,
): CelResult | undefined {
  let value = start;
  for (let index = from; index < qualifiers.length && value !== undefined; index += 1) {
    const next = qualifiers[index]?.find(value, frame);
    if (next instanceof CelError) return next;
    value = next;
  }
  return value;
}

/** A chain with `?`: from there on an absent member makes the whole an empty optional. */
function optionalChain(chain: Chain): Planned {
  const content = contentOf(chain);
  return {
    content,
    run: (frame) => {
      const value = content(frame);
      return value === undefined ? CelOptional.none : CelOptional.wrap(value);
    },
  };
}

function contentOf({ root, qualifiers }: Chain): (frame: Frame) => CelResult | undefined {
  const { run } = root;
  const firstOptional = qualifiers.findIndex(({ optional }) => optional);
  const plain = qualifiers.slice(0, firstOptional);
  const slow = (frame: Frame): CelResult | undefined => {
    const value = run(frame);
    if (value instanceof CelError) return value;
    if (value instanceof CelOptional) return findAll(value.content, qualifiers, 0, frame);
    const start = getAll(value, plain, frame);
    return start instanceof CelError ? start : findAll(start, qualifiers, firstOptional, frame);
  };
  const keys = qualifiers.map(({ key }) => key).filter((key) => key !== undefined);
  return keys.length === qualifiers.length && keys.every(isSafeKey)
    ? safeContent(run, keys, firstOptional, slow)
    : slow;
}

/** Names only, on plain JSON: absent from the first optional one on means empty; everything out of the ordinary is left to `slow`. */
function safeContent(
  run: Code,
  keys: readonly string[],
  firstOptional: number,
  slow: (frame: Frame) => CelResult | undefined,
): (frame: Frame) => CelResult | undefined {
  return (frame) => {
    let value = run(frame);
    for (let index = 0; index < keys.length; index += 1) {
      const found = peek(value, keys[index] ?? "");
      if (found === undefined)
        return index >= firstOptional && isPlain(value) ? undefined : slow(frame);
      value = found;
    }
    return value;
  };
}

function planHas(planner: Planner, expr: SelectExpr): Planned {
  const chain = collect(planner, expr.operand);
  const keys = chain.qualifiers.map(({ key }) => key).filter((key) => key !== undefined);
  const test = fieldTest(expr.field);
  const { qualifiers, root } = chain;
  if (qualifiers.some(({ optional }) => optional)) return { run: hasAfter(contentOf(chain), test) };
  const operand = plainChain(chain);
  const slow = hasAfter((frame) => unwrapped(operand(frame)), test);
  return keys.length === qualifiers.length && isSafeKey(expr.field)
    ? { run: hasSafe(root.run, [...keys, expr.field], slow) }
    : { run: slow };
}

/** An empty optional has no field, a full one those of its content. */
function unwrapped(value: CelResult): CelResult | undefined {
  return value instanceof CelOptional ? value.content : value;
}

function hasAfter(
  operand: (frame: Frame) => CelResult | undefined,
  test: (value: CelValue) => boolean | CelError,
): Code {
  return (frame) => {
    const value = operand(frame);
    if (value === undefined) return false;
    return value instanceof CelError ? value : test(value);
  };
}

/** `has()` on plain JSON; everything out of the ordinary is left to `slow`. */
function hasSafe(root: Code, keys: readonly string[], slow: Code): Code {
  const [first = "", second = ""] = keys;
  const last = keys.at(-1) ?? "";
  if (keys.length === 1) return (frame) => holds(root(frame), first, frame, slow);
  if (keys.length === 2) {
    return (frame) => {
      const inner = peek(root(frame), first);
      return inner === undefined ? slow(frame) : holds(inner, second, frame, slow);
    };
  }
  if (keys.length === 3) {
    return (frame) => {
      const outer = peek(root(frame), first);
      const inner = outer === undefined ? undefined : peek(outer, second);
      return inner === undefined ? slow(frame) : holds(inner, last, frame, slow);
    };
  }
  return (frame) => {
    let value: CelValue | undefined = peek(root(frame), first);
    for (let index = 1; index < keys.length - 1 && value !== undefined; index += 1) {
      value = peek(value, keys[index] ?? "");
    }
    return value === undefined ? slow(frame) : holds(value, last, frame, slow);
  };
}

function holds(value: CelResult, key: string, frame: Frame, slow: Code): CelResult {
  return peek(value, key) !== undefined || (isPlain(value) ? false : slow(frame));
}
