import { checkExpression } from "./check/check-expression.ts";
import type { CelEnvironment } from "./environment.ts";
import { formatIssues } from "./format-issues.ts";
import type { CelHost } from "./host.ts";
import { parseExpression } from "./parse/parse-expression.ts";
import { plan } from "./run/plan.ts";
import type { CelType } from "./types.ts";
import type { CelResult } from "./values.ts";

/** Values for one evaluation: `slots[i]` belongs to the environment's i-th variable; a `LazyValue` is computed when first read. */
export interface Activation {
  readonly slots: readonly unknown[];
  readonly host: CelHost;
}

/** A compiled expression. `evaluate` is synchronous, pure and never throws. */
export interface CelProgram {
  readonly source: string;
  readonly resultType: CelType;
  readonly evaluate: (activation: Activation) => CelResult;
}

/** Why an expression does not compile: `text` is cel-go's, with `ERROR: <input>:LINE:COLUMN:` and the snippet. */
export interface CelCompileError {
  readonly text: string;
}

export type CelCompilation =
  | { readonly ok: true; readonly program: CelProgram }
  | { readonly ok: false; readonly error: CelCompileError };

/** Parses, checks and compiles one expression; the result type is checked by the caller, whose words differ per field. */
export function compileExpression(source: string, environment: CelEnvironment): CelCompilation {
  const parsed = parseExpression(source, environment);
  if (!parsed.ok) return refused(formatIssues(parsed.issues, source));
  const result = checkExpression(parsed.root, source, environment);
  if (!result.ok) return refused(formatIssues(result.issues, source));
  const planned = plan(result.checked, environment);
  if (!planned.ok) return refused(planned.message);
  const { evaluate } = planned;
  const resultType = result.checked.types.get(parsed.root.id) ?? { kind: "dyn" };
  return {
    ok: true,
    program: { source, resultType, evaluate: ({ slots, host }) => evaluate(slots, host) },
  };
}

function refused(text: string): CelCompilation {
  return { ok: false, error: { text } };
}
