import type { CelProgram } from "../../cel/compile-expression.ts";
import type { CelType } from "../../cel/types.ts";
import { goQuote } from "../../values/go-quote.ts";
import type { ExpressionScope } from "./validating-scopes.ts";

/** A field's expression as a program, or Kubernetes' field error for why not (`spec.x: Invalid value: "…": …`). */
export type FieldCompilation =
  | { readonly ok: true; readonly program: CelProgram }
  | { readonly ok: false; readonly error: string };

/** Which types a field's expression may have, and how Kyverno says so. */
export interface FieldType {
  readonly accepts: (type: CelType) => boolean;
  readonly words: string;
}

const isPrimitive =
  (...names: readonly string[]) =>
  (type: CelType): boolean =>
    type.kind === "primitive" && names.includes(type.name);

/** Conditions and validations: exactly bool, dyn is not enough. */
export const BOOL_FIELD: FieldType = { accepts: isPrimitive("bool"), words: "of type bool" };
/** messageExpression: exactly string. */
export const STRING_FIELD: FieldType = { accepts: isPrimitive("string"), words: "of type string" };
/** auditAnnotations: string or null. */
export const ANNOTATION_FIELD: FieldType = {
  accepts: isPrimitive("string", "null"),
  words: "either of type string or null_type",
};
/** Variables: anything. */
export const ANY_FIELD: FieldType = { accepts: () => true, words: "anything" };

/** Compiles the expression that stands at `path` of a policy. */
export function compileField(
  path: string,
  expression: string,
  scope: ExpressionScope,
  type: FieldType,
): FieldCompilation {
  const compilation = scope.compile(expression);
  if (!compilation.ok) return invalid(path, expression, compilation.error.text);
  if (!type.accepts(compilation.program.resultType)) {
    return invalid(path, expression, `output is expected to be ${type.words}`);
  }
  return { ok: true, program: compilation.program };
}

function invalid(path: string, value: string, detail: string): FieldCompilation {
  return { ok: false, error: `${path}: Invalid value: ${goQuote(value)}: ${detail}` };
}

/** The errors as Kubernetes' aggregate prints them: repeated ones once, several in brackets. */
export function aggregateErrors(errors: readonly string[]): string {
  const unique = [...new Set(errors)];
  const [first = ""] = unique;
  return unique.length > 1 ? `[${unique.join(", ")}]` : first;
}
