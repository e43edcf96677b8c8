import { allFunctions } from "./all-functions.ts";
import type { QueryEnvironment } from "./define-function.ts";
import { SyntaxFailure } from "./language/ast.ts";
import { compileNode } from "./language/compile.ts";
import { parseQuery } from "./language/parse.ts";
import { Reference } from "./language/reference.ts";

/** A compiled JMESPath expression of Kyverno's dialect. */
export interface Query {
  readonly source: string;
  /** The value on `data`, or a QueryError. Never throws and never changes its input. */
  readonly search: (data: unknown, environment?: QueryEnvironment) => unknown;
}

export type QueryCompilation =
  | { readonly ok: true; readonly query: Query }
  | { readonly ok: false; readonly message: string };

const REAL: QueryEnvironment = {
  now: () => BigInt(Date.now()) * 1_000_000n,
  random: Math.random,
};

const functions = new Map(allFunctions.map((definition) => [definition.name, definition]));

/** What a query gives that is wholly `&expression`: it prints as an empty object, and no condition can compare it. */
export const PARSED_EXPRESSION: Readonly<Record<string, never>> = Object.freeze({});

/** Compiles an expression; a syntax error comes back in kyverno/go-jmespath's words. */
export function compileQuery(source: string): QueryCompilation {
  try {
    const evaluate = compileNode(parseQuery(source), functions);
    return {
      ok: true,
      query: {
        source,
        search: (data, environment = REAL) => {
          const value = evaluate(data, environment) ?? null;
          // Go has nothing to print of an expression.
          return value instanceof Reference ? PARSED_EXPRESSION : value;
        },
      },
    };
  } catch (error) {
    if (error instanceof SyntaxFailure) return { ok: false, message: error.message };
    throw error;
  }
}
