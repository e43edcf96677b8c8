import { compileExpression, type CelCompilation } from "../../cel/compile-expression.ts";
import type { CelType } from "../../cel/types.ts";
import { validatingEnvironment } from "./validating-environment.ts";

/** Compiles expressions that may refer to the same variables. */
export interface ExpressionScope {
  readonly compile: (source: string) => CelCompilation;
}

/** The scope in which these variables, by name, are declared. */
export type ValidatingScopes = (variables: Readonly<Record<string, CelType>>) => ExpressionScope;

/**
 * The scopes of one policy of this namespace, or of a cluster-wide one. A policy's variants mostly say the same: what
 * they have in common is compiled once.
 */
export function validatingScopes(namespace: string | undefined): ValidatingScopes {
  const scopes = new Map<string, ExpressionScope>();
  return (variables) => {
    const key = JSON.stringify(variables);
    const known = scopes.get(key);
    if (known !== undefined) return known;
    const scope = makeScope(namespace, { ...variables });
    scopes.set(key, scope);
    return scope;
  };
}

function makeScope(
  namespace: string | undefined,
  variables: Readonly<Record<string, CelType>>,
): ExpressionScope {
  const environment = validatingEnvironment(namespace, variables);
  const compilations = new Map<string, CelCompilation>();
  return {
    compile: (source) => {
      const known = compilations.get(source);
      if (known !== undefined) return known;
      const compilation = compileExpression(source, environment);
      compilations.set(source, compilation);
      return compilation;
    },
  };
}
