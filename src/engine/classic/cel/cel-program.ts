import type { CelProgram } from "../../../cel/compile-expression.ts";
import type { CelType } from "../../../cel/types.ts";
import { CelError } from "../../../cel/values.ts";
import { isMapping } from "../../../manifest/path.ts";
import type { JsonObject } from "../../../manifest/resource.ts";
import { admissionScope, type AdmissionScope } from "../../expressions/admission-environment.ts";

/** An expression as a program, or the error that evaluating it always gives. */
export type Expression = CelProgram | CelError;

/** One of `validate.cel.expressions`. */
export interface CelValidation {
  /** As written, without blanks around it. */
  readonly source: string;
  readonly condition: Expression;
  readonly message: string;
  readonly messageExpression: Expression | undefined;
}

/** A `validate.cel` block and the rule's celPreconditions, compiled. */
export interface CelProgramSet {
  readonly preconditions: readonly { readonly source: string; readonly condition: Expression }[];
  readonly variables: ReadonlyMap<string, Expression>;
  readonly validations: readonly CelValidation[];
}

/** Compiles preconditions, which see no variables, then variables, each seeing those before it, then the validations. */
export function compileCelPrograms(
  block: JsonObject,
  preconditions: readonly { readonly expression: string }[],
  ruleMessage: string,
): CelProgramSet {
  const hasParams = isMapping(block["paramKind"]);
  const plain = admissionScope({}, hasParams);
  const { variables, scope } = compileVariables(block, plain, hasParams);
  return {
    preconditions: preconditions.map(({ expression }) => ({
      source: expression.trim(),
      condition: compileExpressionIn(plain, expression, "bool"),
    })),
    variables,
    validations: objectsOf(block["expressions"]).map((validation) => {
      const source = textOf(validation["expression"]).trim();
      const words = textOf(validation["messageExpression"]);
      return {
        source,
        condition: compileExpressionIn(scope, source, "bool"),
        message: textOf(validation["message"]) || ruleMessage,
        messageExpression: words === "" ? undefined : compileExpressionIn(scope, words, "string"),
      };
    }),
  };
}

function compileVariables(
  block: JsonObject,
  plain: AdmissionScope,
  hasParams: boolean,
): { readonly variables: ReadonlyMap<string, Expression>; readonly scope: AdmissionScope } {
  const variables = new Map<string, Expression>();
  const types: Record<string, CelType> = {};
  let scope = plain;
  for (const { name, expression } of objectsOf(block["variables"])) {
    const compiled = compileExpressionIn(scope, textOf(expression), undefined);
    variables.set(textOf(name), compiled);
    if (compiled instanceof CelError) continue;
    types[textOf(name)] = compiled.resultType;
    scope = admissionScope({ ...types }, hasParams);
  }
  return { variables, scope };
}

/** Compiles an expression; Kubernetes finds out at evaluation only that one does not compile. */
export function compileExpressionIn(
  scope: AdmissionScope,
  source: string,
  wanted: "bool" | "string" | undefined,
): Expression {
  const compilation = scope.compile(source);
  if (!compilation.ok)
    return new CelError(`compilation error: compilation failed: ${compilation.error.text}`);
  const { program } = compilation;
  const { resultType } = program;
  const fits =
    wanted === undefined || (resultType.kind === "primitive" && resultType.name === wanted);
  return fits ? program : new CelError(`compilation error: must evaluate to ${wanted}`);
}

function objectsOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter(isMapping) : [];
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
