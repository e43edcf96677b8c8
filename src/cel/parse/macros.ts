import type { CelIssue } from "../issue.ts";
import type { CallExpr, ComprehensionExpr, Expr, Offset } from "../ast.ts";
import type { NodeFactory } from "./node-factory.ts";
import type { ParseOptions } from "./parse-options.ts";

/** A call that may be a macro. */
export interface MacroInput {
  readonly nodes: NodeFactory;
  /** The call's place: its `(`. */
  readonly at: Offset;
  readonly target: Expr | undefined;
  readonly args: readonly Expr[];
}

/** The expansion, why the call is malformed, or null when it is an ordinary call after all. */
export type Expansion = Expr | CelIssue | null;

type Macro = (input: MacroInput) => Expansion;

const ACCUMULATOR = "@result";
const SPEC_ACCUMULATOR = "__result__";
const UNUSED = "#unused";
const OPTIONAL_TARGET = "@target";
const SORT_INPUT = "@__sortBy_input__";

/** Whether an expansion is an issue. */
export function isIssue(expansion: Exclude<Expansion, null>): expansion is CelIssue {
  return "message" in expansion;
}

const issue = (expr: { readonly at: Offset }, message: string): CelIssue => ({
  at: expr.at,
  message,
});

/** A stand-in for an argument that the table of macros guarantees to be there. */
function argument(input: MacroInput, index: number): Expr {
  return input.args[index] ?? input.nodes.literal(input.at, null);
}

function isNamespace(target: Expr | undefined, name: string): boolean {
  return target?.kind === "ident" && target.name === name;
}

function iterationVariable(arg: Expr, otherwise: string): string | CelIssue {
  if (arg.kind !== "ident") return issue(arg, otherwise);
  if (arg.name === ACCUMULATOR || arg.name === SPEC_ACCUMULATOR) {
    return issue(arg, "iteration variable overwrites accumulator variable");
  }
  return arg.name;
}

interface Loop {
  readonly iterVar: string;
  readonly iterVar2?: string;
  readonly name: string;
  readonly bodies: readonly Expr[];
  readonly accuInit: Expr;
  readonly loopCondition: Expr;
  readonly loopStep: Expr;
  readonly result?: Expr;
}

function loop(input: MacroInput, parts: Loop): ComprehensionExpr {
  const { nodes, at } = input;
  const { name, bodies, ...rest } = parts;
  return nodes.comprehension(at, {
    iterRange: input.target ?? nodes.literal(at, null),
    accuVar: ACCUMULATOR,
    result: nodes.ident(at, ACCUMULATOR),
    ...rest,
    macro: { name, bodies },
  });
}

interface Variables {
  readonly iterVar: string;
  readonly iterVar2?: string;
}

type QuantifierName = "all" | "exists" | "exists_one";

function quantifier(
  input: MacroInput,
  name: QuantifierName,
  variables: Variables,
  predicate: Expr,
): Expr {
  const { nodes, at } = input;
  const accumulator = (): Expr => nodes.ident(at, ACCUMULATOR);
  const call = (operator: string, ...args: Expr[]): CallExpr => nodes.call(at, operator, args);
  const base = { ...variables, name, bodies: [predicate] };
  if (name === "exists_one") {
    const one = (): Expr => nodes.literal(at, 1n);
    return loop(input, {
      ...base,
      accuInit: nodes.literal(at, 0n),
      loopCondition: nodes.literal(at, true),
      loopStep: call("_?_:_", predicate, call("_+_", accumulator(), one()), accumulator()),
      result: call("_==_", accumulator(), one()),
    });
  }
  const isAll = name === "all";
  const undecided = isAll ? accumulator() : call("!_", accumulator());
  return loop(input, {
    ...base,
    accuInit: nodes.literal(at, isAll),
    loopCondition: call("@not_strictly_false", undecided),
    loopStep: call(isAll ? "_&&_" : "_||_", accumulator(), predicate),
  });
}

function oneVariableQuantifier(name: QuantifierName): Macro {
  return (input) => {
    const iterVar = iterationVariable(argument(input, 0), "argument must be a simple name");
    if (typeof iterVar !== "string") return iterVar;
    return quantifier(input, name, { iterVar }, argument(input, 1));
  };
}

function twoVariables(input: MacroInput): Variables | CelIssue {
  const [first, second] = [argument(input, 0), argument(input, 1)];
  for (const arg of [first, second]) {
    if (arg.kind !== "ident") return issue(arg, "argument must be a simple name");
  }
  const [iterVar, iterVar2] = [first, second].map((arg) => (arg.kind === "ident" ? arg.name : ""));
  if (iterVar === iterVar2) return issue(second, `duplicate variable name: ${iterVar}`);
  for (const arg of [first, second]) {
    const name = iterationVariable(arg, "");
    if (typeof name !== "string") return name;
  }
  return { iterVar: iterVar ?? "", iterVar2: iterVar2 ?? "" };
}

function twoVariableQuantifier(name: QuantifierName): Macro {
  return (input) => {
    const variables = twoVariables(input);
    if ("message" in variables) return variables;
    return quantifier(input, name, variables, argument(input, 2));
  };
}

/** A loop that collects: `insert` puts the transformed element into the accumulator. */
function collect(
  input: MacroInput,
  name: string,
  variables: Variables,
  bodies: readonly Expr[],
  insert: (transformed: Expr) => Expr,
): ComprehensionExpr {
  const { nodes, at } = input;
  const transformed = bodies.at(-1) ?? nodes.literal(at, null);
  const step = insert(transformed);
  const [filter] = bodies.slice(0, -1);
  const accumulator = (): Expr => nodes.ident(at, ACCUMULATOR);
  return loop(input, {
    ...variables,
    name,
    bodies,
    accuInit: name.startsWith("transformMap") ? nodes.map(at, []) : nodes.list(at, []),
    loopCondition: nodes.literal(at, true),
    loopStep: filter ? nodes.call(at, "_?_:_", [filter, step, accumulator()]) : step,
  });
}

function appendTo(input: MacroInput): (element: Expr) => Expr {
  const { nodes, at } = input;
  return (element) =>
    nodes.call(at, "_+_", [nodes.ident(at, ACCUMULATOR), nodes.list(at, [element])]);
}

const mapMacro: Macro = (input) => {
  const iterVar = iterationVariable(argument(input, 0), "argument is not an identifier");
  if (typeof iterVar !== "string") return iterVar;
  return collect(input, "map", { iterVar }, input.args.slice(1), appendTo(input));
};

const filterMacro: Macro = (input) => {
  const variable = argument(input, 0);
  const iterVar = iterationVariable(variable, "argument is not an identifier");
  if (typeof iterVar !== "string") return iterVar;
  const predicate = argument(input, 1);
  const kept = collect(input, "filter", { iterVar }, [predicate, variable], appendTo(input));
  return { ...kept, macro: { name: "filter", bodies: [predicate] } };
};

const transformList: Macro = (input) => {
  const variables = twoVariables(input);
  if ("message" in variables) return variables;
  return collect(input, "transformList", variables, input.args.slice(2), appendTo(input));
};

const transformMap: Macro = (input) => {
  const variables = twoVariables(input);
  if ("message" in variables) return variables;
  const { nodes, at } = input;
  return collect(input, "transformMap", variables, input.args.slice(2), (value) =>
    nodes.call(at, "cel.@mapInsert", [
      nodes.ident(at, ACCUMULATOR),
      nodes.ident(at, variables.iterVar),
      value,
    ]),
  );
};

const transformMapEntry: Macro = (input) => {
  const variables = twoVariables(input);
  if ("message" in variables) return variables;
  const { nodes, at } = input;
  return collect(input, "transformMapEntry", variables, input.args.slice(2), (entry) =>
    nodes.call(at, "cel.@mapInsert", [nodes.ident(at, ACCUMULATOR), entry]),
  );
};

const has: Macro = (input) => {
  const arg = argument(input, 0);
  if (arg.kind !== "select") return issue(arg, "invalid argument to has() macro");
  return input.nodes.select(input.at, arg.operand, arg.field, true);
};

/** `name` bound to `value` within `body`: a loop without rounds, whose accumulator is the name. */
function bind({ nodes, at }: MacroInput, name: string, value: Expr, body: Expr): ComprehensionExpr {
  return nodes.comprehension(at, {
    iterRange: nodes.list(at, []),
    iterVar: UNUSED,
    accuVar: name,
    accuInit: value,
    loopCondition: nodes.literal(at, false),
    loopStep: nodes.ident(at, name),
    result: body,
    macro: { name: "cel.bind", bodies: [body] },
  });
}

const celBind: Macro = (input) => {
  if (!isNamespace(input.target, "cel")) return null;
  const variable = argument(input, 0);
  if (variable.kind !== "ident") {
    return issue(variable, "cel.bind() variable names must be simple identifiers");
  }
  return bind(input, variable.name, argument(input, 1), argument(input, 2));
};

function optionalMap(name: "optMap" | "optFlatMap"): Macro {
  return (input) => {
    const { nodes, at, target } = input;
    const variable = argument(input, 0);
    if (variable.kind !== "ident") {
      return issue(variable, `${name}() variable name must be a simple identifier`);
    }
    if (!target) return null;
    const inner = target.kind === "ident" ? target : nodes.ident(at, OPTIONAL_TARGET);
    const again = nodes.ident(inner.at, inner.name);
    const value = nodes.methodCall(at, again, "value", []);
    const body = bind(input, variable.name, value, argument(input, 1));
    const mapped = nodes.call(at, "_?_:_", [
      nodes.methodCall(at, inner, "hasValue", []),
      name === "optMap" ? nodes.call(at, "optional.of", [body]) : body,
      nodes.call(at, "optional.none", []),
    ]);
    return inner === target ? mapped : bind(input, OPTIONAL_TARGET, target, mapped);
  };
}

const sortBy: Macro = (input) => {
  const { nodes, at, target } = input;
  if (!target) return null;
  if (target.kind === "literal" || target.kind === "map" || target.kind === "struct") {
    return issue(
      target,
      "sortBy can only be applied to a list, identifier, comprehension, call or select expression",
    );
  }
  const keys = mapMacro({ ...input, target: nodes.ident(at, SORT_INPUT) });
  if (keys === null || isIssue(keys)) return keys;
  const sorted = nodes.methodCall(at, nodes.ident(at, SORT_INPUT), "@sortByAssociatedKeys", [keys]);
  return bind(input, SORT_INPUT, target, sorted);
};

function isNumericArgument(arg: Expr): boolean {
  if (arg.kind !== "literal") return !["list", "map", "struct"].includes(arg.kind);
  const { value } = arg;
  return typeof value === "number" || typeof value === "bigint" || isUint(value);
}

function isUint(value: unknown): boolean {
  return typeof value === "object" && value !== null && !(value instanceof Uint8Array);
}

function isNumericList(arg: Expr): boolean {
  return arg.kind === "list" && arg.elements.length > 0 && arg.elements.every(isNumericArgument);
}

function extreme(name: "greatest" | "least"): Macro {
  return (input) => {
    const { nodes, at, target, args } = input;
    if (!target || !isNamespace(target, "math")) return null;
    const internal = name === "greatest" ? "math.@max" : "math.@min";
    const [first] = args;
    if (!first) return issue(target, `math.${name}() requires at least one argument`);
    if (args.length === 1) {
      return isNumericList(first) || isNumericArgument(first)
        ? nodes.call(at, internal, args)
        : issue(first, `math.${name}() invalid single argument value`);
    }
    const wrong = args.find((arg) => !isNumericArgument(arg));
    if (wrong) return issue(wrong, `math.${name}() simple literal arguments must be numeric`);
    return nodes.call(at, internal, args.length === 2 ? args : [nodes.list(at, args)]);
  };
}

/** `a.b.c` as text, or null for anything else. */
function dottedName(expr: Expr): string | null {
  if (expr.kind === "ident") return expr.name;
  if (expr.kind !== "select" || expr.testOnly) return null;
  const operand = dottedName(expr.operand);
  return operand === null ? null : `${operand}.${expr.field}`;
}

function protoExtension(testOnly: boolean): Macro {
  return (input) => {
    if (!isNamespace(input.target, "proto")) return null;
    const extension = argument(input, 1);
    const field = extension.kind === "select" ? dottedName(extension) : null;
    if (field === null) return issue(extension, "invalid extension field");
    return input.nodes.select(input.at, argument(input, 0), field, testOnly);
  };
}

const orValueCompat: Macro = ({ nodes, at, target, args }) =>
  target ? nodes.call(at, "__orValueCompat__", [target, ...args]) : null;

/** By name and number of arguments, `*` for any; all but `has` are methods. */
const MACROS: ReadonlyMap<string, Macro> = new Map<string, Macro>([
  ["all/2", oneVariableQuantifier("all")],
  ["exists/2", oneVariableQuantifier("exists")],
  ["exists_one/2", oneVariableQuantifier("exists_one")],
  ["map/2", mapMacro],
  ["map/3", mapMacro],
  ["filter/2", filterMacro],
  ["bind/3", celBind],
  ["optMap/2", optionalMap("optMap")],
  ["optFlatMap/2", optionalMap("optFlatMap")],
  ["sortBy/2", sortBy],
  ["greatest/*", extreme("greatest")],
  ["least/*", extreme("least")],
  ["getExt/2", protoExtension(false)],
  ["hasExt/2", protoExtension(true)],
]);

const TWO_VARIABLE_MACROS: ReadonlyMap<string, Macro> = new Map<string, Macro>([
  ["all/3", twoVariableQuantifier("all")],
  ["exists/3", twoVariableQuantifier("exists")],
  ["existsOne/3", twoVariableQuantifier("exists_one")],
  ["exists_one/3", twoVariableQuantifier("exists_one")],
  ["transformList/3", transformList],
  ["transformList/4", transformList],
  ["transformMap/3", transformMap],
  ["transformMap/4", transformMap],
  ["transformMapEntry/3", transformMapEntry],
  ["transformMapEntry/4", transformMapEntry],
]);

function findMacro(name: string, input: MacroInput, options: ParseOptions): Macro | undefined {
  const key = `${name}/${input.args.length}`;
  if (!input.target) return key === "has/1" ? has : undefined;
  if (options.orValueCompat && key === "orValue/1") return orValueCompat;
  const twoVariable = options.twoVariableMacros ? TWO_VARIABLE_MACROS.get(key) : undefined;
  return twoVariable ?? MACROS.get(key) ?? MACROS.get(`${name}/*`);
}

/** Expands a call if it is one of cel-go's macros (its standard ones and those of the extensions that Kyverno enables). */
export function expandMacro(name: string, input: MacroInput, options: ParseOptions): Expansion {
  return findMacro(name, input, options)?.(input) ?? null;
}
