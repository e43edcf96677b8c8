import { compileExpression, type CelCompilation } from "../../cel/compile-expression.ts";
import type { CelType } from "../../cel/types.ts";
import { validatingEnvironment } from "./validating-environment.ts";

/** Compiles expressions that may refer to the same variables. */
export interface ExpressionScope {
  readonly compile: (source: string) => CelCompilation;
}

/** The scope in which these variables, by name, are declared. */
export type ValidatingScopes = (variables: Readonly<Record<string, CelType>>) => ExpressionScope;

/** Scopes that are kept at most, and namespaces that have any. */
const KEPT = 1000;
const shared = new Map<string | undefined, ValidatingScopes>();

/**
 * The scopes of the policies of this namespace, or of the cluster-wide ones. A policy's variants mostly say the same, and
 * so do the policies of a set: what they have in common is compiled once.
 */
export function validatingScopes(namespace: string | undefined): ValidatingScopes {
  const known = shared.get(namespace);
  if (known !== undefined) return known;
  const made = makeScopes(namespace);
  if (shared.size >= KEPT) shared.clear();
  shared.set(namespace, made);
  return made;
}

function makeScopes(namespace: string | undefined): ValidatingScopes {
  const scopes = new Map<string, ExpressionScope>();
  return (variables) => {
    const key = keyOf(variables);
    const known = scopes.get(key);
    if (known !== undefined) return known;
    const scope = makeScope(namespace, { ...variables });
    if (scopes.size >= KEPT) scopes.clear();
    scopes.set(key, scope);
    return scope;
  };
}

/** A text that tells variables of other names, types or order apart. */
function keyOf(variables: Readonly<Record<string, CelType>>): string {
  let key = "";
  for (const [name, type] of Object.entries(variables)) {
    key += `${name.length} ${name} ${typeKey(type)}\n`;
  }
  return key;
}

function typeKey(type: CelType): string {
  if (type.kind === "dyn") return "dyn";
  return type.kind === "primitive" ? type.name : JSON.stringify(type);
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
      if (compilations.size >= KEPT) compilations.clear();
      compilations.set(source, compilation);
      return compilation;
    },
  };
}
