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
import type { CelFunction } from "../define-functions.ts";
import type { CelEnvironment } from "../environment.ts";
import { formatType } from "../format-type.ts";
import type { CelIssue } from "../issue.ts";
import type { CelType } from "../types.ts";
import type { CheckedExpression, ResolvedCall, ResolvedName } from "./checked-expression.ts";
import type { FunctionIndex, Overloads } from "./function-index.ts";
import { functionsOf } from "./function-index.ts";
import { Inference } from "./inference.ts";
import { fieldsOf, findType, NameScope } from "./name-scope.ts";
import { BOOL, INT, literalType } from "./literal-type.ts";
import { namespaceOf, qualifiersOf, withoutDot } from "./qualified-name.ts";
import { isDyn, isDynOrError, optionalContent } from "./type-mapping.ts";
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
  readonly #inference = new Inference();

  constructor(environment: CelEnvironment) {
    this.#environment = environment;
    this.#functions = functionsOf(environment.libraries);
    this.#scope = new NameScope(environment);
  }

  /** All types once everything is known about their parameters; what stays unknown is dyn. */
  finish(): void {
    if (!this.#inference.isOpen) return;
    for (const [id, type] of this.types) {
      const known = this.#inference.final(type);
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

  #select(expr: SelectExpr): CelType {
    const namespace = namespaceOf(expr);
    if (namespace !== null && this.#scope.mayBeNamespace(namespace)) {
      const qualifiers = qualifiersOf(expr);
      const named = qualifiers && this.#resolve(expr, qualifiers);
      if (named) return named;
    }
    const type = this.#field(expr.at, expr.operand, expr.field, false);
    return expr.testOnly ? BOOL : this.#inference.now(type);
  }

  #field(at: Offset, operand: Expr, field: string, optional: boolean): CelType {
    const operandType = this.#inference.now(this.check(operand));
    const content = optionalContent(operandType);
    const type = this.#fieldOf(at, content ?? operandType, field);
    return content || optional ? optionalOf(type) : type;
  }

  #fieldOf(at: Offset, type: CelType, field: string): CelType {
    if (type.kind === "map") return type.value;
    if (type.kind === "object" || (type.kind === "opaque" && !FIELDLESS.has(type.name))) {
      return this.#declaredField(at, type.name, field) ?? ERROR;
    }
    if (type.kind === "parameter") this.#inference.assign(DYN, type);
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
    const overloads = this.#functions.byName.get("_?._")?.functions.declarations ?? [];
    this.calls.set(expr.id, { name: "_?._", overloads, namespaced: false });
    return this.#inference.now(type);
  }

  #resolveCall(
    expr: CallExpr,
    name: string,
    { methods, functions }: Overloads,
    target: CelType | null,
    args: readonly CelType[],
  ): CelType {
    if (name === "_&&_" || name === "_||_") return this.#logic(expr, functions.declarations, args);
    const isMethod = target !== null;
    const all = isMethod ? [target, ...args] : args;
    const resolution = this.#inference.resolve(isMethod ? methods : functions, all);
    if (!resolution) return this.#noOverload(expr.at, name, all, isMethod);
    const namespaced = expr.target !== undefined && !isMethod;
    this.calls.set(expr.id, { name, overloads: resolution.overloads, namespaced });
    return resolution.returns;
  }

  #logic(expr: CallExpr, overloads: readonly CelFunction[], args: readonly CelType[]): CelType {
    let type = BOOL;
    for (const [index, arg] of expr.args.entries()) {
      const found = args[index] ?? ERROR;
      if (!this.#inference.assign(found, BOOL)) type = this.#mismatch(arg.at, BOOL, found);
    }
    this.calls.set(expr.id, { name: expr.function, overloads, namespaced: false });
    return type;
  }

  #noOverload(at: Offset, name: string, all: readonly CelType[], isMethod: boolean): CelType {
    const shown = all.map((type) => formatType(this.#inference.final(type)));
    const receiver = isMethod ? `${shown.shift()}.` : "";
    const signature = `${receiver}(${shown.join(", ")})`;
    return this.#report(at, `found no matching overload for '${name}' applied to '${signature}'`);
  }

  #list({ elements, optionalIndexes }: ListExpr): CelType {
    let joined: CelType | null = null;
    for (const [index, element] of elements.entries()) {
      const type = this.check(element);
      const content = optionalIndexes.includes(index) ? this.#content(element.at, type) : type;
      joined = this.#inference.join(joined, content);
    }
    return { kind: "list", element: joined ?? this.#inference.freeParameter() };
  }

  #map({ entries }: MapExpr): CelType {
    let keys: CelType | null = null;
    let values: CelType | null = null;
    for (const { key, value, optional } of entries) {
      keys = this.#inference.join(keys, this.check(key));
      const type = this.check(value);
      values = this.#inference.join(values, optional ? this.#content(value.at, type) : type);
    }
    const key = keys ?? this.#inference.freeParameter();
    return { kind: "map", key, value: values ?? this.#inference.freeParameter() };
  }

  /** What an optional element adds to its literal. */
  #content(at: Offset, type: CelType): CelType {
    const content = optionalContent(type);
    if (!content && !isDyn(type)) this.#mismatch(at, optionalOf(type), type);
    return content ?? type;
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
      if (this.#inference.assign(declared, content)) continue;
      const [wanted, found] = [formatType(declared), formatType(content)];
      const mismatch = `expected type of field '${name}' is '${wanted}' but provided type is`;
      this.#report(at, `${mismatch} '${found}'`);
    }
    return type;
  }

  #comprehension(expr: ComprehensionExpr): CelType {
    const rangeType = this.check(expr.iterRange);
    const accuType = this.check(expr.accuInit);
    const [first, second] = this.#entryTypes(expr, this.#inference.now(rangeType));
    this.#scope.enter(expr.accuVar, accuType);
    this.#scope.enter(expr.iterVar, first);
    if (expr.iterVar2 !== undefined) this.#scope.enter(expr.iterVar2, second);
    this.#assert(expr.loopCondition, BOOL);
    this.#assert(expr.loopStep, accuType);
    this.#scope.leave(expr.iterVar2 === undefined ? 1 : 2);
    const result = this.check(expr.result);
    this.#scope.leave(1);
    return this.#inference.now(result);
  }

  #entryTypes(expr: ComprehensionExpr, range: CelType): readonly [CelType, CelType] {
    if (range.kind === "list") {
      return expr.iterVar2 === undefined ? [range.element, DYN] : [INT, range.element];
    }
    if (range.kind === "map") return [range.key, range.value];
    if (range.kind === "dyn" || range.kind === "error" || range.kind === "parameter") {
      this.#inference.assign(DYN, range);
      return [DYN, DYN];
    }
    const shown = `expression of type '${formatType(range)}'`;
    const rule = "cannot be range of a comprehension (must be list, map, or dynamic)";
    const error = this.#report(expr.iterRange.at, `${shown} ${rule}`);
    return [error, error];
  }

  #assert(expr: Expr, expected: CelType): void {
    const found = this.check(expr);
    if (!this.#inference.assign(expected, found)) this.#mismatch(expr.at, expected, found);
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
