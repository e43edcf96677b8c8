import type { CelProgram } from "../../cel/compile-expression.ts";
import type { CelType } from "../../cel/types.ts";
import type { Validation, ValidatingPolicySpec } from "../../policy/validating-policy.ts";
import {
  ANNOTATION_FIELD,
  ANY_FIELD,
  BOOL_FIELD,
  compileField,
  STRING_FIELD,
} from "../expressions/compile-field.ts";
import type { CelException } from "../../policy/policy-exception.ts";
import type { ExpressionScope, ValidatingScopes } from "../expressions/validating-scopes.ts";

/** The expressions of one spec, compiled. */
export interface ValidatingProgram {
  readonly matchConditions: readonly CelProgram[];
  /** By name; of two variables with one name the last counts. */
  readonly variables: ReadonlyMap<string, CelProgram>;
  readonly validations: readonly CompiledValidation[];
  /** By key; of two annotations with one key the last counts. */
  readonly auditAnnotations: ReadonlyMap<string, CelProgram>;
  readonly exceptions: readonly CompiledException[];
  /** failurePolicy Ignore: a matchCondition that can't be evaluated does not hold. */
  readonly ignoresConditionErrors: boolean;
  /** The expressions see only the object, which is any JSON. */
  readonly isForJson: boolean;
}

/** One validation: what must hold and what to say when it does not. */
export interface CompiledValidation {
  readonly condition: CelProgram;
  /** Said when there is no messageExpression. */
  readonly message: string;
  readonly messageExpression: CelProgram | undefined;
}

/** An exception that names the policy, ready to evaluate. */
export interface CompiledException {
  readonly exception: CelException;
  readonly conditions: readonly CelProgram[];
}

/** The programs, or the errors of the first part of the spec that has any: Kyverno stops there. */
export type ProgramCompilation =
  | { readonly ok: true; readonly program: ValidatingProgram }
  | { readonly ok: false; readonly errors: readonly string[] };

/**
 * Compiles in Kyverno's order: matchConditions, which see no variables, then variables, each seeing those before it, then
 * the rest. A policy for JSON has no auditAnnotations.
 */
export function compileValidatingProgram(
  spec: ValidatingPolicySpec,
  scopes: ValidatingScopes,
  exceptions: readonly CelException[] = [],
): ProgramCompilation {
  const isForJson = spec.evaluation?.mode === "JSON";
  const errors: string[] = [];
  const matchConditions = compileConditions(spec.matchConditions ?? [], scopes({}), errors);
  if (errors.length > 0) return { ok: false, errors };
  const { variables, scope } = compileVariables(spec, scopes, errors);
  if (errors.length > 0) return { ok: false, errors };
  const validations = compileValidations(spec, scope, errors);
  if (errors.length > 0) return { ok: false, errors };
  const auditAnnotations = isForJson
    ? new Map<string, CelProgram>()
    : compileAuditAnnotations(spec, scope, errors);
  if (errors.length > 0) return { ok: false, errors };
  const compiledExceptions = exceptions.map((exception) => ({
    exception,
    conditions: compileConditions(exception.matchConditions, scope, errors),
  }));
  if (errors.length > 0) return { ok: false, errors };
  const ignoresConditionErrors = spec.failurePolicy === "Ignore";
  const parts = { matchConditions, variables, validations, auditAnnotations };
  const settings = { exceptions: compiledExceptions, ignoresConditionErrors, isForJson };
  return { ok: true, program: { ...parts, ...settings } };
}

function compileConditions(
  conditions: readonly { readonly expression: string }[],
  scope: ExpressionScope,
  errors: string[],
): CelProgram[] {
  const programs: CelProgram[] = [];
  for (const [index, { expression }] of conditions.entries()) {
    const path = `spec.matchConditions[${index}].expression`;
    const field = compileField(path, expression, scope, BOOL_FIELD);
    if (field.ok) programs.push(field.program);
    else errors.push(field.error);
  }
  return programs;
}

function compileVariables(
  spec: ValidatingPolicySpec,
  scopes: ValidatingScopes,
  errors: string[],
): { variables: ReadonlyMap<string, CelProgram>; scope: ExpressionScope } {
  const variables = new Map<string, CelProgram>();
  const types: Record<string, CelType> = Object.create(null);
  let scope = scopes({});
  for (const [index, { name, expression }] of (spec.variables ?? []).entries()) {
    const path = `spec.variables[${index}].expression`;
    const field = compileField(path, expression, scope, ANY_FIELD);
    if (field.ok) {
      variables.set(name, field.program);
      types[name] = field.program.resultType;
      scope = scopes(types);
    } else errors.push(field.error);
  }
  return { variables, scope };
}

/** Unlike the lists before it, this one ends at the first error. */
function compileValidations(
  spec: ValidatingPolicySpec,
  scope: ExpressionScope,
  errors: string[],
): CompiledValidation[] {
  const compiled: CompiledValidation[] = [];
  for (const [index, validation] of (spec.validations ?? []).entries()) {
    const outcome = compileValidation(`spec.validations[${index}]`, validation, scope);
    if (typeof outcome === "string") {
      errors.push(outcome);
      break;
    }
    compiled.push(outcome);
  }
  return compiled;
}

function compileValidation(
  path: string,
  { expression, message = "", messageExpression = "" }: Validation,
  scope: ExpressionScope,
): CompiledValidation | string {
  const condition = compileField(`${path}.expression`, expression, scope, BOOL_FIELD);
  if (!condition.ok) return condition.error;
  if (messageExpression === "") {
    return { condition: condition.program, message, messageExpression: undefined };
  }
  const words = compileField(`${path}.messageExpression`, messageExpression, scope, STRING_FIELD);
  if (!words.ok) return words.error;
  return { condition: condition.program, message, messageExpression: words.program };
}

function compileAuditAnnotations(
  spec: ValidatingPolicySpec,
  scope: ExpressionScope,
  errors: string[],
): ReadonlyMap<string, CelProgram> {
  const programs = new Map<string, CelProgram>();
  for (const [index, { key, valueExpression }] of (spec.auditAnnotations ?? []).entries()) {
    const path = `spec.auditAnnotations[${index}].valueExpression`;
    const field = compileField(path, valueExpression, scope, ANNOTATION_FIELD);
    if (field.ok) programs.set(key, field.program);
    else errors.push(field.error);
  }
  return programs;
}
