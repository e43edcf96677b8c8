import type { RE2JS } from "re2js";
import type { CallExpr } from "../ast.ts";
import type { ResolvedCall } from "../check/checked-expression.ts";
import type { CelFunction } from "../define-functions.ts";
import { CelOptional } from "../boxed-values.ts";
import { CelError, type CelResult, type CelValue } from "../values.ts";
import { compileRegex } from "../libraries/regex-cache.ts";
import { sizeNumber } from "./collections.ts";
import { noMatchingOverload, noSuchOverload } from "./errors.ts";
import { budgetExceeded, charge, lengthOf, type Code, type Frame, type Planned } from "./frame.ts";
import { constantly, type Planner } from "./planner.ts";
import { typeGuard, type TypeGuard } from "./type-guard.ts";

/** Plans a function or method call that no other part of the planner knows better. */
export function planCall(planner: Planner, expr: CallExpr): Planned {
  const resolved = planner.checked.calls.get(expr.id);
  const target = resolved?.namespaced === true ? undefined : expr.target;
  const args = (target === undefined ? expr.args : [target, ...expr.args]).map(planner.plan);
  const name = resolved?.name ?? expr.function;
  if (resolved === undefined || resolved.overloads.length === 0) {
    return { run: () => new CelError(`no such overload: ${name}`) };
  }
  if (resolved.overloads.some(({ needsHost }) => needsHost === true)) planner.dependsOn("host");
  return (
    planRegex(planner, name, args, resolved) ??
    planSpecial(name, args) ??
    planConversion(planner, name, args, resolved) ?? {
      run: dispatch(resolved, args),
    }
  );
}

/** Calls that need not evaluate all operands, or that can do with less than a value of each. */
function planSpecial(name: string, args: readonly Planned[]): Planned | undefined {
  const [first, second] = args;
  if (first === undefined) return undefined;
  if (name === "dyn") return first;
  if (name === "size") return planSize(first);
  if (name === "hasValue" && first.content !== undefined) return { run: hasContent(first.content) };
  return second === undefined ? undefined : planSpecialPair(name, first, second);
}

function planSpecialPair(name: string, first: Planned, second: Planned): Planned | undefined {
  if (name === "or") return { run: either(first.run, second.run) };
  if (name === "orValue") return { run: eitherValue(first, second.run) };
  return name === "__orValueCompat__" && first.content !== undefined
    ? { run: contentOrDefault(first.content, second) }
    : undefined;
}

const REGEX_FUNCTIONS = new Set(["matches", "find", "findAll"]);

/**
 * Kubernetes compiles literal patterns beforehand: a bad one makes the expression invalid, and what it puts in the
 * functions' place words wrong operands without their name.
 */
function planRegex(
  planner: Planner,
  name: string,
  args: readonly Planned[],
  resolved: ResolvedCall,
): Planned | undefined {
  const [text, pattern] = args;
  if (!REGEX_FUNCTIONS.has(name) || typeof pattern?.constant !== "string") return undefined;
  const regex = compileRegex(pattern.constant);
  if (regex instanceof CelError) planner.fail(regex.message);
  else if (name === "matches" && text !== undefined) return { run: tests(text.run, regex) };
  const call = dispatch(resolved, args);
  const unnamed = new RegExp(`^no such overload: ${name}\\(`);
  return {
    run: (frame) => {
      const value = call(frame);
      return value instanceof CelError && unnamed.test(value.message) ? noSuchOverload() : value;
    },
  };
}

function tests(text: Code, regex: RE2JS): Code {
  return (frame) => {
    const value = text(frame);
    if (value instanceof CelError) return value;
    if (typeof value !== "string") return noSuchOverload();
    charge(frame, value);
    return frame.budget < 0 ? budgetExceeded() : regex.test(value);
  };
}

function planSize({ run }: Planned): Planned {
  const count = (frame: Frame) => {
    const value = run(frame);
    return value instanceof CelError ? value : sizeNumber(value);
  };
  return {
    count,
    run: (frame) => {
      const size = count(frame);
      return typeof size === "number" ? BigInt(size) : size;
    },
  };
}

function hasContent(content: (frame: Frame) => CelResult | undefined): Code {
  return (frame) => {
    const value = content(frame);
    return value instanceof CelError ? value : value !== undefined;
  };
}

function either(first: Code, second: Code): Code {
  return (frame) => {
    const optional = first(frame);
    if (optional instanceof CelError) return optional;
    if (!(optional instanceof CelOptional)) return noSuchOverload();
    return optional.content === undefined ? second(frame) : optional;
  };
}

function eitherValue(first: Planned, second: Code): Code {
  const { run, content } = first;
  if (content !== undefined) {
    return (frame) => {
      const value = content(frame);
      return value === undefined ? second(frame) : value;
    };
  }
  return (frame) => {
    const optional = run(frame);
    if (optional instanceof CelError) return optional;
    if (!(optional instanceof CelOptional)) return noSuchOverload();
    return optional.content === undefined ? second(frame) : optional.content;
  };
}

/** Kyverno's `orValue` is a function: its default is evaluated and may fail even where it is not needed. */
function contentOrDefault(
  content: (frame: Frame) => CelResult | undefined,
  { constant, run }: Planned,
): Code {
  if (constant !== undefined) {
    return (frame) => {
      const value = content(frame);
      return value === undefined ? constant : value;
    };
  }
  return (frame) => {
    const value = content(frame);
    if (value instanceof CelError) return value;
    const otherwise = run(frame);
    return value === undefined || otherwise instanceof CelError ? otherwise : value;
  };
}

const CONVERSIONS = new Set([
  "bool",
  "bytes",
  "double",
  "duration",
  "int",
  "string",
  "timestamp",
  "type",
  "uint",
]);

/** Conversions of constants are constants; one that fails makes the expression invalid, as in cel-go. */
function planConversion(
  planner: Planner,
  name: string,
  args: readonly Planned[],
  resolved: ResolvedCall,
): Planned | undefined {
  const [first, second] = args;
  if (!CONVERSIONS.has(name) || first?.constant === undefined || second !== undefined) {
    return undefined;
  }
  const value = evaluateConstant(resolved, first.constant);
  if (!(value instanceof CelError)) return constantly(value);
  planner.fail(value.message);
  return { run: () => value };
}

function evaluateConstant({ name, overloads }: ResolvedCall, value: CelValue): CelResult {
  const fitting = overloads.find(
    ({ args, singleton }) => singleton === true || typeGuard(args[0] ?? "dyn")(value),
  );
  return fitting === undefined ? noMatchingOverload(name, [value]) : callable(fitting)(value);
}

type Callable = (...values: unknown[]) => CelResult;

function callable({ call }: CelFunction): Callable {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the guards check values before they are passed
  return call as Callable;
}

interface Candidate {
  readonly call: Callable;
  readonly guards: readonly TypeGuard[];
  readonly needsHost: boolean;
  readonly singleton: boolean;
}

function candidateOf(overload: CelFunction): Candidate {
  const { receiver, args, needsHost, singleton } = overload;
  const types = receiver === null ? args : [receiver, ...args];
  return {
    call: callable(overload),
    guards: singleton === true ? types.map(() => anything) : types.map(typeGuard),
    needsHost: needsHost === true,
    singleton: singleton === true,
  };
}

const anything: TypeGuard = () => true;

function dispatch({ name, overloads }: ResolvedCall, args: readonly Planned[]): Code {
  const codes = args.map(({ run }) => run);
  const candidates = overloads
    .map(candidateOf)
    .filter(({ guards }) => guards.length === args.length);
  const [only] = candidates;
  if (only !== undefined && !only.needsHost && (only.singleton || candidates.length === 1)) {
    return dispatchToOne(name, only, codes) ?? anyArity(name, candidates, codes);
  }
  return anyArity(name, candidates, codes);
}

function dispatchToOne(
  name: string,
  candidate: Candidate,
  [first, second, third]: readonly Code[],
): Code | undefined {
  if (first === undefined || third !== undefined) return undefined;
  if (second === undefined) return guardedUnary(name, candidate, first);
  return candidate.singleton
    ? binary(candidate.call, first, second)
    : guardedBinary(name, candidate, first, second);
}

/** Joining lists costs cel-go nothing; here it copies them. */
const JOINED = 0.1;

function binary(call: Callable, first: Code, second: Code): Code {
  return (frame) => {
    const a = first(frame);
    if (a instanceof CelError) return a;
    const b = second(frame);
    if (b instanceof CelError) return b;
    charge(frame, a, JOINED);
    charge(frame, b, JOINED);
    return frame.budget < 0 ? budgetExceeded() : call(a, b);
  };
}

function guardedUnary(name: string, { call, guards }: Candidate, first: Code): Code {
  const guard = guards[0] ?? anything;
  const isPairwise = comparesPairs(name);
  return (frame) => {
    const a = first(frame);
    if (a instanceof CelError) return a;
    if (!guard(a)) return noMatchingOverload(name, [a]);
    if (isPairwise) payForPairs(name, [a], frame);
    else charge(frame, a);
    return frame.budget < 0 ? budgetExceeded() : call(a);
  };
}

function guardedBinary(name: string, candidate: Candidate, first: Code, second: Code): Code {
  const { call } = candidate;
  const [guardA = anything, guardB = anything] = candidate.guards;
  const isPairwise = comparesPairs(name);
  return (frame) => {
    const a = first(frame);
    if (a instanceof CelError) return a;
    const b = second(frame);
    if (b instanceof CelError) return b;
    if (!guardA(a) || !guardB(b)) return noMatchingOverload(name, [a, b]);
    if (isPairwise) payForPairs(name, [a, b], frame);
    else {
      charge(frame, a);
      charge(frame, b);
    }
    return frame.budget < 0 ? budgetExceeded() : call(a, b);
  };
}

function anyArity(name: string, candidates: readonly Candidate[], args: readonly Code[]): Code {
  const isPairwise = comparesPairs(name);
  return (frame) => {
    const values: CelValue[] = [];
    for (const arg of args) {
      const value = arg(frame);
      if (value instanceof CelError) return value;
      values.push(value);
    }
    const fitting = candidates.find(({ guards }) => fits(guards, values));
    if (fitting === undefined) return noMatchingOverload(name, values);
    if (isPairwise) payForPairs(name, values, frame);
    else for (const value of values) charge(frame, value);
    if (frame.budget < 0) return budgetExceeded();
    return fitting.needsHost ? fitting.call(frame.host, ...values) : fitting.call(...values);
  };
}

/** Set functions compare each element of one list with each of the other, `distinct` each with each. */
function comparesPairs(name: string): boolean {
  return name === "distinct" || name.startsWith("sets.");
}

function payForPairs(name: string, values: readonly CelValue[], frame: Frame): void {
  if (name === "distinct") frame.budget -= lengthOf(values[0] ?? null) ** 2;
  else frame.budget -= values.reduce<number>((product, value) => product * lengthOf(value), 1);
}

function fits(guards: readonly TypeGuard[], values: readonly CelValue[]): boolean {
  for (let index = 0; index < guards.length; index += 1) {
    if (guards[index]?.(values[index] ?? null) !== true) return false;
  }
  return true;
}
