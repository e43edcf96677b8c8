import type { CallExpr, Expr, ListExpr, MapExpr } from "../ast.ts";
import type { CelFunction } from "../define-functions.ts";
import type { CelEnvironment } from "../environment.ts";
import { formatType } from "../format-type.ts";
import type { CelIssue } from "../issue.ts";
import { compileRegex } from "../libraries/regex-cache.ts";
import type { CelType } from "../types.ts";
import type { CelResult, CelValue } from "../values.ts";
import { CelError } from "../values.ts";
import type { CheckedExpression } from "./checked-expression.ts";
import { isSameType, optionalContent } from "./type-mapping.ts";
import { validateFormat } from "./validate-format.ts";
import { childrenOf } from "./walk-expression.ts";

const DYN: CelType = { kind: "dyn" };

/** Calls an overload that was resolved for exactly this one argument. */
function callWith({ call }: CelFunction, value: CelValue): CelResult {
  const result: CelResult = Reflect.apply(call, undefined, [value]);
  return result;
}

/** One pass over a checked expression. */
class LiteralValidator {
  readonly issues: CelIssue[] = [];
  readonly #checked: CheckedExpression;
  readonly #homogeneous: boolean;

  constructor(checked: CheckedExpression, environment: CelEnvironment) {
    this.#checked = checked;
    this.#homogeneous = environment.homogeneousLiterals;
  }

  /** `inFormat` exempts the literals anywhere inside a call of `format`. */
  visit(expr: Expr, inFormat: boolean): void {
    const exempt = inFormat || (expr.kind === "call" && expr.function === "format");
    this.#visitInside(expr, exempt);
    if (expr.kind === "call") this.#call(expr);
    if (exempt || !this.#homogeneous) return;
    if (expr.kind === "list") this.#list(expr);
    if (expr.kind === "map") this.#map(expr);
  }

  /** The most frequent kinds do without a list of what is in them. */
  #visitInside(expr: Expr, exempt: boolean): void {
    if (expr.kind === "literal" || expr.kind === "ident") return;
    if (expr.kind === "select") return this.visit(expr.operand, exempt);
    if (expr.kind !== "call") {
      for (const child of childrenOf(expr)) this.visit(child, exempt);
      return;
    }
    if (expr.target) this.visit(expr.target, exempt);
    for (const arg of expr.args) this.visit(arg, exempt);
  }

  #typeOf(expr: Expr, optional = false): CelType {
    const type = this.#checked.types.get(expr.id) ?? DYN;
    return optional ? (optionalContent(type) ?? type) : type;
  }

  #report(at: number, message: string): void {
    this.issues.push({ at, message });
  }

  #call(expr: CallExpr): void {
    const format = validateFormat(expr, this.#checked.types);
    if (format) this.#report(format.at, format.message);
    const [arg] = expr.args;
    if (arg?.kind !== "literal") return;
    if (this.#isBadLiteral(expr, arg.value)) {
      this.#report(arg.at, `invalid ${expr.function} argument`);
    }
  }

  #isBadLiteral(expr: CallExpr, value: CelValue): boolean {
    if (expr.function === "matches") {
      return typeof value === "string" && compileRegex(value) instanceof CelError;
    }
    if (expr.function !== "duration" && expr.function !== "timestamp") return false;
    // It fits the overload that takes a duration, which refuses it when called.
    if (value === null) return true;
    const [overload] = this.#checked.calls.get(expr.id)?.overloads ?? [];
    return overload !== undefined && callWith(overload, value) instanceof CelError;
  }

  #list({ elements, optionalIndexes }: ListExpr): void {
    const [first, ...rest] = elements.map((element, index) => ({
      at: element.at,
      type: this.#typeOf(element, optionalIndexes.includes(index)),
    }));
    const other = first && rest.find(({ type }) => !isSameType(first.type, type));
    if (other) this.#mismatch(other.at, first.type, other.type);
  }

  #map({ entries }: MapExpr): void {
    const [first, ...rest] = entries;
    if (!first) return;
    const key = this.#typeOf(first.key);
    const value = this.#typeOf(first.value, first.optional);
    for (const entry of rest) {
      const [otherKey, otherValue] = [
        this.#typeOf(entry.key),
        this.#typeOf(entry.value, entry.optional),
      ];
      if (!isSameType(key, otherKey)) this.#mismatch(entry.key.at, key, otherKey);
      if (!isSameType(value, otherValue)) this.#mismatch(entry.value.at, value, otherValue);
    }
  }

  #mismatch(at: number, expected: CelType, found: CelType): void {
    this.#report(at, `expected type '${formatType(expected)}' but found '${formatType(found)}'`);
  }
}

/**
 * What Kubernetes' CEL environment refuses beyond types: bad `duration`, `timestamp`, `matches` and `format` literals,
 * and list and map literals of several types.
 */
export function validateLiterals(
  checked: CheckedExpression,
  environment: CelEnvironment,
): readonly CelIssue[] {
  const validator = new LiteralValidator(checked, environment);
  validator.visit(checked.root, false);
  return validator.issues;
}
