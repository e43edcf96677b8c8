import type { JmesPathFunction, QueryEnvironment } from "../define-function.ts";
import { QueryError } from "../query-error.ts";
import { type Comparator, type HashEntry, type Node, type Pair, syntaxFailure } from "./ast.ts";
import { type Call, compileCall, failing } from "./call-function.ts";
import { compileField, compilePath } from "./compile-path.ts";
import type { Evaluate } from "./evaluate.ts";
import { Reference } from "./reference.ts";
import { isEqual, isFalse, isMapping } from "./truth.ts";

export type Functions = ReadonlyMap<string, JmesPathFunction>;

/** Taller trees are refused, here rather than by the stack: closures call each other as deep as the tree is tall. */
const MAX_HEIGHT = 1500;

/** Turns a parsed expression into closures. A missing key is a QueryError that the places of kyverno/go-jmespath swallow. */
export function compileNode(node: Node, functions: Functions, height = 0): Evaluate {
  if (height > MAX_HEIGHT) throw syntaxFailure("the expression is nested too deeply", 0);
  const compile = (part: Node): Evaluate => compileNode(part, functions, height + 1);
  switch (node.kind) {
    case "function":
      return compileFunction(node, node.args.map(compile), functions);
    case "reference":
      return compileReference(node.operand, compile(node.operand));
    case "not":
      return negate(compile(node.operand));
    case "flatten":
      return flatten(compile(node.operand));
    case "comparator":
      return compare(node.operator, compile(node.left), compile(node.right));
    case "filter":
      return filter(compile(node.left), compile(node.condition), compile(node.right));
    case "list":
      return list(node.items.map(compile));
    case "hash":
      return hash(node.entries, compile);
    default:
      return "left" in node ? compilePair(node, compile) : compileLeaf(node);
  }
}

type Leaf = Extract<
  Node,
  { kind: "empty" | "identity" | "current" | "field" | "literal" | "index" | "slice" }
>;

function compileLeaf(node: Leaf): Evaluate {
  switch (node.kind) {
    case "field":
      return compileField(node.name);
    case "literal":
      return () => node.value;
    case "index":
      return (data) => elementAt(data, node.index);
    case "slice":
      return (data) => slice(data, node.parts);
    case "empty":
      return () => NO_NODE;
    default:
      return (data) => data;
  }
}

function compilePair(
  node: Extract<Node, { kind: Pair }>,
  compile: (part: Node) => Evaluate,
): Evaluate {
  return compilePath(node) ?? PAIRS[node.kind](compile(node.left), compile(node.right));
}

const PAIRS = {
  or:
    (left: Evaluate, right: Evaluate): Evaluate =>
    (data, environment) => {
      const value = swallow(left(data, environment));
      if (value instanceof QueryError || !isFalse(value)) return value;
      return swallow(right(data, environment));
    },
  and:
    (left: Evaluate, right: Evaluate): Evaluate =>
    (data, environment) => {
      const value = swallow(left(data, environment));
      if (value instanceof QueryError || isFalse(value)) return value;
      return right(data, environment);
    },
  pipe:
    (left: Evaluate, right: Evaluate): Evaluate =>
    (data, environment) => {
      const value = swallow(left(data, environment));
      return value instanceof QueryError ? value : swallow(right(value, environment));
    },
  subexpression: chain,
  indexed: chain,
  projection:
    (left: Evaluate, right: Evaluate): Evaluate =>
    (data, environment) => {
      const value = swallow(left(data, environment));
      if (value instanceof QueryError) return value;
      return Array.isArray(value) ? project(value, right, environment) : null;
    },
  valueProjection:
    (left: Evaluate, right: Evaluate): Evaluate =>
    (data, environment) => {
      const value = left(data, environment);
      return isObject(value) ? projectMembers(Object.values(value), right, environment) : null;
    },
} as const;

function chain(left: Evaluate, right: Evaluate): Evaluate {
  return (data, environment) => {
    const value = left(data, environment);
    return value instanceof QueryError ? value : right(value, environment);
  };
}

/** A missing key counts as null here. */
function swallow(value: unknown): unknown {
  return value instanceof QueryError && value.isNotFound ? null : value;
}

const NO_NODE = new QueryError("Unknown AST node: ASTEmpty");

/** An object of the data; errors and references are objects of ours. */
function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return isMapping(value) && !(value instanceof QueryError) && !(value instanceof Reference);
}

function elementAt(data: unknown, index: number): unknown {
  return Array.isArray(data) ? (data.at(index) ?? null) : null;
}

/** Python's slices: https://jmespath.org/specification.html#slices */
function slice(data: unknown, [from, to, by]: readonly (number | undefined)[]): unknown {
  if (!Array.isArray(data)) return null;
  const step = by ?? 1;
  if (step === 0) return new QueryError("Invalid slice, step cannot be 0");
  const { length } = data;
  const clamp = (value: number): number => {
    const index = value < 0 ? value + length : value;
    return step > 0
      ? Math.min(Math.max(index, 0), length)
      : Math.min(Math.max(index, -1), length - 1);
  };
  const start = from === undefined ? (step > 0 ? 0 : length - 1) : clamp(from);
  const end = to === undefined ? (step > 0 ? length : -1) : clamp(to);
  const taken: unknown[] = [];
  for (let index = start; step > 0 ? index < end : index > end; index += step) {
    taken.push(data[index]);
  }
  return taken;
}

/** What is not null of the right side on each element. */
function project(
  elements: readonly unknown[],
  right: Evaluate,
  environment: QueryEnvironment,
): unknown {
  const kept: unknown[] = [];
  for (const element of elements) {
    const value = swallow(right(element, environment));
    if (value instanceof QueryError) return value;
    if (value !== null && value !== undefined) kept.push(value);
  }
  return kept;
}

/** go-jmespath projects on as many nulls as there are members, then on the members. */
function projectMembers(
  members: readonly unknown[],
  right: Evaluate,
  environment: QueryEnvironment,
): unknown {
  const projected = project(members, right, environment);
  if (members.length === 0) return projected;
  const ofNull = swallow(right(null, environment));
  if (ofNull === null || ofNull === undefined || ofNull instanceof QueryError) {
    return ofNull instanceof QueryError ? ofNull : projected;
  }
  return Array.isArray(projected) ? [...members.map(() => ofNull), ...projected] : projected;
}

function filter(left: Evaluate, condition: Evaluate, right: Evaluate): Evaluate {
  return (data, environment) => {
    const elements = left(data, environment);
    if (!Array.isArray(elements)) return null;
    const kept: unknown[] = [];
    for (const element of elements) {
      const isWanted = swallow(condition(element, environment));
      if (isWanted instanceof QueryError) return isWanted;
      if (isFalse(isWanted)) continue;
      const value = swallow(right(element, environment));
      if (value instanceof QueryError) return value;
      if (value !== null && value !== undefined) kept.push(value);
    }
    return kept;
  };
}

function flatten(operand: Evaluate): Evaluate {
  return (data, environment) => {
    const value = operand(data, environment);
    return Array.isArray(value) ? flatOnce(value) : null;
  };
}

/** A loop: `flat()` is several times slower. */
function flatOnce(lists: readonly unknown[]): unknown[] {
  const flat: unknown[] = [];
  for (const item of lists) {
    if (Array.isArray(item)) for (const inner of item) flat.push(inner);
    else flat.push(item);
  }
  return flat;
}

function negate(operand: Evaluate): Evaluate {
  return (data, environment) => {
    const value = swallow(operand(data, environment));
    return value instanceof QueryError ? value : isFalse(value);
  };
}

function compare(operator: Comparator, left: Evaluate, right: Evaluate): Evaluate {
  const decide = COMPARISONS[operator];
  return (data, environment) => {
    const first = swallow(left(data, environment));
    if (first instanceof QueryError) return first;
    const second = swallow(right(data, environment));
    return second instanceof QueryError ? second : decide(first, second);
  };
}

const ordered =
  (decide: (left: number, right: number) => boolean) =>
  (left: unknown, right: unknown): boolean | null =>
    typeof left === "number" && typeof right === "number" ? decide(left, right) : null;

const COMPARISONS: Readonly<Record<Comparator, (left: unknown, right: unknown) => boolean | null>> =
  {
    "==": isEqual,
    "!=": (left, right) => !isEqual(left, right),
    "<": ordered((left, right) => left < right),
    "<=": ordered((left, right) => left <= right),
    ">": ordered((left, right) => left > right),
    ">=": ordered((left, right) => left >= right),
  };

function list(items: readonly Evaluate[]): Evaluate {
  return (data, environment) => {
    if (data === null || data === undefined) return null;
    const values: unknown[] = [];
    for (const item of items) {
      const value = swallow(item(data, environment));
      if (value instanceof QueryError) return value;
      values.push(value ?? null);
    }
    return values;
  };
}

function hash(entries: readonly HashEntry[], compile: (node: Node) => Evaluate): Evaluate {
  const names = entries.map(({ name }) => name);
  const members = entries.map(({ operand }) => compile(operand));
  return (data, environment) => {
    if (data === null || data === undefined) return null;
    const pairs: [string, unknown][] = [];
    for (const [index, member] of members.entries()) {
      const value = swallow(member(data, environment));
      if (value instanceof QueryError) return value;
      pairs.push([names[index] ?? "", value ?? null]);
    }
    // Not by assignment: a key may be `__proto__`.
    return Object.fromEntries(pairs);
  };
}

function compileFunction(
  { name, args }: Extract<Node, { kind: "function" }>,
  members: readonly Evaluate[],
  functions: Functions,
): Evaluate {
  if (name === undefined) return () => NO_NAME;
  const called = functions.get(name);
  const call =
    called === undefined ? failing(`unknown function: ${name}`) : compileCall(called, args.length);
  const [first, second] = members;
  if (first !== undefined && members.length === 1) return callWithOne(call, first);
  if (first !== undefined && second !== undefined && members.length === 2) {
    return callWithTwo(call, first, second);
  }
  return callWithAll(call, members);
}

const NO_NAME = new QueryError("invalid node value type");

/** Nearly every call has one or two arguments: no loop, and no list that grows. */
function callWithOne(call: Call, first: Evaluate): Evaluate {
  return (data, environment) => {
    const value = swallow(first(data, environment));
    return value instanceof QueryError ? value : call([value ?? null], environment);
  };
}

function callWithTwo(call: Call, first: Evaluate, second: Evaluate): Evaluate {
  return (data, environment) => {
    const value = swallow(first(data, environment));
    if (value instanceof QueryError) return value;
    const other = swallow(second(data, environment));
    if (other instanceof QueryError) return other;
    return call([value ?? null, other ?? null], environment);
  };
}

function callWithAll(call: Call, members: readonly Evaluate[]): Evaluate {
  return (data, environment) => {
    const values: unknown[] = [];
    for (const member of members) {
      const value = swallow(member(data, environment));
      if (value instanceof QueryError) return value;
      values.push(value ?? null);
    }
    return call(values, environment);
  };
}

function compileReference(operand: Node, evaluate: Evaluate): Evaluate {
  return (_, environment) =>
    new Reference(operand, (value) => swallow(evaluate(value, environment)));
}
