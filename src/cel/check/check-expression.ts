import type {
  CallExpr,
  ComprehensionExpr,
  Expr,
  ListExpr,
  MapExpr,
  Offset,
  SelectExpr,
  StructExpr,
} from "../ast.ts";
import type { CelEnvironment } from "../environment.ts";
import { formatType } from "../format-type.ts";
import type { CelIssue } from "../issue.ts";
import type { CelType } from "../types.ts";
import type { CheckedExpression, ResolvedCall, ResolvedName } from "./checked-expression.ts";
import type { FunctionIndex, Overload, Overloads } from "./function-index.ts";
import { functionsOf } from "./function-index.ts";
import { fieldsOf, findType, NameScope } from "./name-scope.ts";
import { BOOL, INT, literalType } from "./literal-type.ts";
import { namespaceOf, qualifiersOf, withoutDot } from "./qualified-name.ts";
import type { TypeMapping } from "./type-mapping.ts";
import {
  assignTypes,
  isDyn,
  isDynOrError,
  isSameType,
  mostGeneral,
  optionalContent,
  substitute,
} from "./type-mapping.ts";
import { validateLiterals } from "./validate-literals.ts";

/** The checked expression, or every type error in the order of checking. */
export type CheckResult =
  | { readonly ok: true; readonly checked: CheckedExpression }
  | { readonly ok: false; readonly issues: readonly CelIssue[] };

const DYN: CelType = { kind: "dyn" };
const ERROR: CelType = { kind: "error" };
/** Types that look like declared ones but are opaque to cel-go. */
const FIELDLESS: ReadonlySet<string> = new Set(["net.IP", "net.CIDR", "optional_type"]);

function optionalOf(type: CelType): CelType {
  return { kind: "opaque", name: "optional_type", parameters: [type] };
}

/** One run of cel-go's type inference over one expression. */
class Checker {
  readonly issues: CelIssue[] = [];
  readonly types = new Map<number, CelType>();
  readonly calls = new Map<number, ResolvedCall>();
  readonly names = new Map<number, ResolvedName>();
  readonly #environment: CelEnvironment;
  readonly #functions: FunctionIndex;
  readonly #scope: NameScope;
  readonly #mapping = new Map<string, CelType>();
  #freeParameters = 0;

  constructor(environment: CelEnvironment) {
    this.#environment = environment;
    this.#functions = functionsOf(environment.libraries);
    this.#scope = new NameScope(environment);
  }

  /** All types once everything is known about their parameters; what stays unknown is dyn. */
  finish(): void {
    for (const [id, type] of this.types) {
      const known = substitute(this.#mapping, type, "dyn");
      if (known !== type) this.types.set(id, known);
    }
  }

  check(expr: Expr): CelType {
    const type = this.#typeOf(expr);
    this.types.set(expr.id, type);
    return type;
  }

  #typeOf(expr: Expr): CelType {
    if (expr.kind === "literal") return literalType(expr);
    if (expr.kind === "select") return this.#select(expr);
    if (expr.kind === "call") return this.#call(expr);
    if (expr.kind === "list") return this.#list(expr);
    if (expr.kind === "map") return this.#map(expr);
    if (expr.kind === "struct") return this.#struct(expr);
    if (expr.kind === "comprehension") return this.#comprehension(expr);
    return this.#resolve(expr, [expr.name]) ?? this.#undeclared(expr.at, expr.name);
  }

  #report(at: Offset, message: string): CelType {
    this.issues.push({ at, message });
    return ERROR;
  }

  #mismatch(at: Offset, expected: CelType, found: CelType): CelType {
    return this.#report(
      at,
      `expected type '${formatType(expected)}' but found '${formatType(found)}'`,
    );
  }

  #undeclared(at: Offset, name: string): CelType {
    return this.#report(at, `undeclared reference to '${name}' (in container '')`);
  }

  /** Notes what a name means; null when it means nothing. */
  #resolve(expr: Expr, qualifiers: readonly string[]): CelType | null {
    const found = this.#scope.find(qualifiers);
    if (!found) return null;
    this.names.set(expr.id, found.name);
    return found.type;
  }

  #assign(from: CelType, to: CelType): boolean {
    return this.#assignAll([from], [to]);
  }

  #assignAll(from: readonly CelType[], to: readonly CelType[]): boolean {
    const found = assignTypes(this.#mapping, from, to);
    for (const [name, type] of found ?? []) this.#mapping.set(name, type);
    return found !== null;
  }

  #now(type: CelType): CelType {
    return substitute(this.#mapping, type);
  }

  #freeParameter(): CelType {
    return { kind: "parameter", name: `_var${this.#freeParameters++}` };
  }

  #select(expr: SelectExpr): CelType {
    const namespace = namespaceOf(expr);
    if (namespace !== null && this.#scope.mayBeNamespace(namespace)) {
      const qualifiers = qualifiersOf(expr);
      const named = qualifiers && this.#resolve(expr, qualifiers);
      if (named) return named;
    }
    const type = this.#field(expr.at, expr.operand, expr.field, false);
    return expr.testOnly ? BOOL : this.#now(type);
  }

  #field(at: Offset, operand: Expr, field: string, optional: boolean): CelType {
    const operandType = this.#now(this.check(operand));
    const content = optionalContent(operandType);
    const type = this.#fieldOf(at, content ?? operandType, field);
    return content || optional ? optionalOf(type) : type;
  }

  #fieldOf(at: Offset, type: CelType, field: string): CelType {
    if (type.kind === "map") return type.value;
    if (type.kind === "object" || (type.kind === "opaque" && !FIELDLESS.has(type.name))) {
      return this.#declaredField(at, type.name, field) ?? ERROR;
    }
    if (type.kind === "parameter") this.#assign(DYN, type);
    else if (!isDynOrError(type)) {
      this.#report(at, `type '${formatType(type)}' does not support field selection`);
    }
    return DYN;
  }

  #declaredField(at: Offset, typeName: string, field: string): CelType | null {
    const fields = fieldsOf(this.#environment, typeName);
    if (fields && Object.hasOwn(fields, field)) return fields[field] ?? null;
    this.#report(
      at,
      fields ? `undefined field '${field}'` : `unexpected failed resolution of '${typeName}'`,
    );
    return null;
  }

  #call(expr: CallExpr): CelType {
    const { function: name, target, args, at } = expr;
    if (name === "_?._") return this.#optionalSelect(expr);
    const argTypes = args.map((arg) => this.check(arg));
    const functionName = withoutDot(name);
    const overloads = this.#functions.byName.get(functionName);
    if (!target) {
      if (!overloads) return this.#undeclared(at, name);
      return this.#resolveCall(expr, functionName, overloads, null, argTypes);
    }
    const namespaced = this.#namespaced(target, name);
    if (namespaced) return this.#resolveCall(expr, ...namespaced, null, argTypes);
    const targetType = this.check(target);
    if (!overloads) return this.#undeclared(at, name);
    return this.#resolveCall(expr, name, overloads, targetType, argTypes);
  }

  /** The function that the whole of `target.name` names. */
  #namespaced(target: Expr, name: string): readonly [string, Overloads] | null {
    const namespace = namespaceOf(target);
    const { namespaces, byName } = this.#functions;
    if (namespace === null || !namespaces.has(withoutDot(namespace))) return null;
    const qualifiers = qualifiersOf(target);
    const qualified = qualifiers && withoutDot([...qualifiers, name].join("."));
    const overloads = qualified === null ? undefined : byName.get(qualified);
    return qualified === null || !overloads ? null : [qualified, overloads];
  }

  #optionalSelect(expr: CallExpr): CelType {
    const [operand, field] = expr.args;
    const isName = field?.kind === "literal" && typeof field.value === "string";
    if (!operand || !isName || typeof field.value !== "string") return ERROR;
    const type = this.#field(expr.at, operand, field.value, true);
    this.types.set(field.id, literalType(field));
    const overloads = this.#functions.byName.get("_?._");
    this.#noteCall(expr, "_?._", overloads?.functions ?? [], false);
    return this.#now(type);
  }

  #noteCall(
    expr: CallExpr,
    name: string,
    overloads: readonly Overload[],
    namespaced: boolean,
  ): void {
    this.calls.set(expr.id, {
      name,
      overloads: overloads.map(({ declaration }) => declaration),
      namespaced,
    });
  }

  #resolveCall(
    expr: CallExpr,
    name: string,
    { methods, functions }: Overloads,
    target: CelType | null,
    args: readonly CelType[],
  ): CelType {
    const isMethod = target !== null;
    const overloads = isMethod ? methods : functions;
    const namespaced = expr.target !== undefined && !isMethod;
    if (name === "_&&_" || name === "_||_") return this.#logic(expr, overloads, args);
    const all = isMethod ? [target, ...args] : args;
    const fitting: Overload[] = [];
    let result: CelType | null = null;
    for (const overload of overloads) {
      const returned = this.#fit(overload, all);
      if (!returned) continue;
      fitting.push(overload);
      if (!result) result = returned;
      else if (!isDyn(result) && !isSameType(result, returned)) result = DYN;
    }
    if (!result) return this.#noOverload(expr.at, name, all, isMethod);
    this.#noteCall(expr, name, fitting, namespaced);
    return result;
  }

  /** What an overload returns for these arguments; null when they do not fit. */
  #fit({ args, returns, parameters }: Overload, given: readonly CelType[]): CelType | null {
    if (parameters.length === 0) return this.#assignAll(given, args) ? returns : null;
    const fresh: TypeMapping = new Map(parameters.map((each) => [each, this.#freeParameter()]));
    if (args.length !== given.length) return null;
    const wanted = args.map((arg) => substitute(fresh, arg));
    return this.#assignAll(given, wanted) ? this.#now(substitute(fresh, returns)) : null;
  }

  #logic(expr: CallExpr, overloads: readonly Overload[], args: readonly CelType[]): CelType {
    let type = BOOL;
    for (const [index, arg] of expr.args.entries()) {
      const found = args[index] ?? ERROR;
      if (!this.#assign(found, BOOL)) type = this.#mismatch(arg.at, BOOL, found);
    }
    this.#noteCall(expr, expr.function, overloads, false);
    return type;
  }

  #noOverload(at: Offset, name: string, all: readonly CelType[], isMethod: boolean): CelType {
    const shown = all.map((type) => formatType(substitute(this.#mapping, type, "dyn")));
    const receiver = isMethod ? `${shown.shift()}.` : "";
    const signature = `${receiver}(${shown.join(", ")})`;
    return this.#report(at, `found no matching overload for '${name}' applied to '${signature}'`);
  }

  #list({ elements, optionalIndexes }: ListExpr): CelType {
    let joined: CelType | null = null;
    for (const [index, element] of elements.entries()) {
      const type = this.check(element);
      const content = optionalIndexes.includes(index) ? this.#content(element.at, type) : type;
      joined = this.#join(joined, content);
    }
    return { kind: "list", element: joined ?? this.#freeParameter() };
  }

  #map({ entries }: MapExpr): CelType {
    let keys: CelType | null = null;
    let values: CelType | null = null;
    for (const { key, value, optional } of entries) {
      keys = this.#join(keys, this.check(key));
      const type = this.check(value);
      values = this.#join(values, optional ? this.#content(value.at, type) : type);
    }
    const key = keys ?? this.#freeParameter();
    return { kind: "map", key, value: values ?? this.#freeParameter() };
  }

  /** What an optional element adds to its literal. */
  #content(at: Offset, type: CelType): CelType {
    const content = optionalContent(type);
    if (!content && !isDyn(type)) this.#mismatch(at, optionalOf(type), type);
    return content ?? type;
  }

  #join(previous: CelType | null, current: CelType): CelType {
    if (!previous) return current;
    return this.#assign(previous, current) ? mostGeneral(previous, current) : DYN;
  }

  #struct(expr: StructExpr): CelType {
    const type = findType(this.#environment, expr.typeName);
    if (!type) return this.#undeclared(expr.at, expr.typeName);
    if (type.kind !== "object") {
      const name = formatType(type);
      const result = this.#report(expr.at, `'${name}' is not a message type`);
      for (const { value } of expr.fields) this.check(value);
      return result;
    }
    for (const { at, name, value, optional } of expr.fields) {
      const given = this.check(value);
      const declared = this.#declaredField(at, type.name, name) ?? ERROR;
      const content = optional ? this.#content(value.at, given) : given;
      if (this.#assign(declared, content)) continue;
      const [wanted, found] = [formatType(declared), formatType(content)];
      const mismatch = `expected type of field '${name}' is '${wanted}' but provided type is`;
      this.#report(at, `${mismatch} '${found}'`);
    }
    return type;
  }

  #comprehension(expr: ComprehensionExpr): CelType {
    const rangeType = this.check(expr.iterRange);
    const accuType = this.check(expr.accuInit);
    const variables = this.#iterationTypes(expr, this.#now(rangeType));
    this.#scope.enter(new Map([[expr.accuVar, accuType]]));
    this.#scope.enter(variables);
    this.#assert(expr.loopCondition, BOOL);
    this.#assert(expr.loopStep, accuType);
    this.#scope.leave();
    const result = this.check(expr.result);
    this.#scope.leave();
    return this.#now(result);
  }

  #iterationTypes(expr: ComprehensionExpr, range: CelType): ReadonlyMap<string, CelType> {
    const [first, second] = this.#entryTypes(expr, range);
    const variables = new Map([[expr.iterVar, first]]);
    if (expr.iterVar2 !== undefined) variables.set(expr.iterVar2, second);
    return variables;
  }

  #entryTypes(expr: ComprehensionExpr, range: CelType): readonly [CelType, CelType] {
    if (range.kind === "list") {
      return expr.iterVar2 === undefined ? [range.element, DYN] : [INT, range.element];
    }
    if (range.kind === "map") return [range.key, range.value];
    if (range.kind === "dyn" || range.kind === "error" || range.kind === "parameter") {
      this.#assign(DYN, range);
      return [DYN, DYN];
    }
    const shown = `expression of type '${formatType(range)}'`;
    const rule = "cannot be range of a comprehension (must be list, map, or dynamic)";
    const error = this.#report(expr.iterRange.at, `${shown} ${rule}`);
    return [error, error];
  }

  #assert(expr: Expr, expected: CelType): void {
    const found = this.check(expr);
    if (!this.#assign(expected, found)) this.#mismatch(expr.at, expected, found);
  }
}

/** Infers every type, resolves every name and call, and validates literals, as cel-go's checker and Kubernetes' validators do. */
export function checkExpression(
  root: Expr,
  _source: string,
  environment: CelEnvironment,
): CheckResult {
  const checker = new Checker(environment);
  checker.check(root);
  if (checker.issues.length > 0) return { ok: false, issues: checker.issues };
  checker.finish();
  const { types, calls, names } = checker;
  const checked: CheckedExpression = { root, types, calls, names };
  const issues = validateLiterals(checked, environment);
  return issues.length === 0 ? { ok: true, checked } : { ok: false, issues };
}
