import type { CallExpr, Expr, IdentExpr, SelectExpr } from "../ast.ts";
import type { CheckedExpression, ResolvedName } from "../check/checked-expression.ts";
import type { CelEnvironment } from "../environment.ts";
import type { CelHost } from "../host.ts";
import { CelTypeValue } from "../boxed-values.ts";
import { LazyValue } from "../lazy-object.ts";
import type { CelType } from "../types.ts";
import { CelError, type CelResult } from "../values.ts";
import { BUDGET, budgetExceeded, type Code, type Frame, type Planned } from "./frame.ts";
import { planCall } from "./plan-call.ts";
import { isChainCall, planChain } from "./plan-chain.ts";
import { planComprehension } from "./plan-comprehension.ts";
import { planList, planMap } from "./plan-literal.ts";
import { planAndOr, planConditional, planEquality, planIn, planNot } from "./plan-logic.ts";
import { planRelation } from "./plan-relation.ts";
import { constantly, type Local, type Planner } from "./planner.ts";

/** Runs a planned expression; never throws. */
export type Evaluate = (slots: readonly unknown[], host: CelHost) => CelResult;

/** The function of a checked expression, or why cel-go refuses to make one. */
export type Plan =
  | { readonly ok: true; readonly evaluate: Evaluate }
  | { readonly ok: false; readonly message: string };

/** Compiles a checked expression to closures. */
export function plan(checked: CheckedExpression, environment: CelEnvironment): Plan {
  const session = newSession(checked, environment);
  const { run } = session.planner.plan(checked.root);
  const [message] = session.failures;
  if (message !== undefined) return { ok: false, message };
  const locals = Array.from<undefined>({ length: session.localCount() });
  const fresh: Evaluate = (slots, host) => evaluate(run, locals, slots, host);
  return { ok: true, evaluate: remembering(fresh, session.sources) };
}

function evaluate(
  run: Code,
  locals: readonly undefined[],
  slots: readonly unknown[],
  host: CelHost,
): CelResult {
  const frame: Frame = { slots, locals: [...locals], host, budget: BUDGET };
  try {
    const result = run(frame);
    return frame.budget < 0 ? budgetExceeded() : result;
  } catch (error) {
    // A last net: exhausted stack or memory, or a mistake of ours, must not end a scan of other resources.
    return new CelError(
      `internal error: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/**
 * Keeps the last value of an expression that depends on one variable alone: the policies of a set say the same of an object one
 * after the other. Variables that are computed when they are read are others each time.
 */
function remembering(fresh: Evaluate, sources: ReadonlySet<number | "host">): Evaluate {
  const [only] = sources;
  if (sources.size !== 1 || typeof only !== "number") return fresh;
  let last: unknown;
  let value: CelResult = null;
  return (slots, host) => {
    const slot = slots[only];
    if (slot === last && last !== undefined) return value;
    const result = fresh(slots, host);
    if (isPlainObject(slot)) {
      last = slot;
      value = result;
    }
    return result;
  };
}

function isPlainObject(value: unknown): boolean {
  return (
    typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype
  );
}

interface Session {
  readonly planner: Planner;
  /** What the value depends on. */
  readonly sources: ReadonlySet<number | "host">;
  readonly failures: readonly string[];
  readonly localCount: () => number;
}

function newSession(checked: CheckedExpression, environment: CelEnvironment): Session {
  const failures: string[] = [];
  const sources = new Set<number | "host">();
  const scopes: ReadonlyMap<string, Local>[] = [];
  let count = 0;
  const planner: Planner = {
    checked,
    environment,
    plan: (expr) => planExpression(planner, expr),
    newLocal: (compute) => {
      count += 1;
      return { position: count - 1, ...(compute !== undefined && { compute }) };
    },
    within: (names, body) => {
      scopes.push(new Map(Object.entries(names)));
      try {
        return body();
      } finally {
        scopes.pop();
      }
    },
    local: (name) => scopes.findLast((scope) => scope.has(name))?.get(name),
    dependsOn: (source) => void sources.add(source),
    fail: (message) => failures.push(message),
  };
  return { planner, sources, failures, localCount: () => count };
}

function planExpression(planner: Planner, expr: Expr): Planned {
  switch (expr.kind) {
    case "literal":
      return constantly(expr.value);
    case "ident":
      return planName(planner, expr) ?? planLocal(planner, expr.name);
    case "select":
      return planName(planner, expr) ?? planChain(planner, expr);
    case "call":
      return planOperator(planner, expr);
    case "list":
      return planList(planner, expr);
    case "map":
      return planMap(planner, expr);
    case "struct":
      return { run: () => new CelError(`unknown type: ${expr.typeName}`) };
    case "comprehension":
      return planComprehension(planner, expr);
    default:
      return expr satisfies never;
  }
}

function planOperator(planner: Planner, expr: CallExpr): Planned {
  if (isChainCall(expr)) return planChain(planner, expr);
  switch (expr.function) {
    case "_&&_":
    case "_||_":
      return planAndOr(planner, expr);
    case "_?_:_":
      return planConditional(planner, expr);
    case "_==_":
    case "_!=_":
      return planEquality(planner, expr);
    case "!_":
      return planNot(planner, expr);
    case "@in":
      return planIn(planner, expr);
    default:
      return planRelation(planner, expr) ?? planCall(planner, expr);
  }
}

function planName(planner: Planner, expr: IdentExpr | SelectExpr): Planned | undefined {
  const name = planner.checked.names.get(expr.id);
  if (name === undefined) return undefined;
  if (name.kind === "variable") return planVariable(planner, name.index);
  if (name.kind === "local") return planLocal(planner, name.name);
  if (name.kind === "type") return constantly(new CelTypeValue(runtimeTypeName(name.type)));
  return constantOf(planner, name);
}

function constantOf(
  { environment }: Planner,
  name: Extract<ResolvedName, { kind: "constant" }>,
): Planned {
  const library = environment.libraries.find((candidate) => candidate.name === name.library);
  const constant = library?.constants?.[name.name];
  if (constant === undefined) return missing(name.name);
  return constantly(constant.value);
}

function missing(name: string): Planned {
  const error = new CelError(`no such attribute(s): ${name}`);
  return { run: () => error };
}

function planVariable({ environment, dependsOn }: Planner, index: number): Planned {
  dependsOn(index);
  const error = new CelError(`no such attribute(s): ${environment.variables[index]?.name ?? ""}`);
  return {
    run: ({ slots }) => {
      const value = slots[index];
      if (value instanceof LazyValue) return value.read();
      return isResult(value) ? value : error;
    },
  };
}

/** By the contract of `Activation`, slots hold CEL values, errors or nothing. */
function isResult(value: unknown): value is CelResult {
  return value !== undefined;
}

function planLocal(planner: Planner, name: string): Planned {
  const local = planner.local(name);
  if (local === undefined) return missing(name);
  const { position, compute } = local;
  if (compute === undefined) {
    return { run: ({ locals }) => locals[position] ?? null };
  }
  return {
    run: (frame) => {
      const known = frame.locals[position];
      if (known !== undefined) return known;
      const value = compute(frame);
      frame.locals[position] = value;
      return value;
    },
  };
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  null: "null_type",
  timestamp: "google.protobuf.Timestamp",
  duration: "google.protobuf.Duration",
};

function runtimeTypeName(type: CelType): string {
  if (type.kind === "primitive") return TYPE_NAMES[type.name] ?? type.name;
  return "name" in type ? type.name : type.kind;
}
