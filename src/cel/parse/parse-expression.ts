import type { Expr } from "../ast.ts";
import type { CelIssue } from "../issue.ts";
import { buildExpression } from "./build-expression.ts";
import type { ParseOptions } from "./parse-options.ts";
import { NOWHERE, parseTree } from "./parse-tree.ts";

/** A syntax tree with all macros expanded, or every syntax error. */
export type ParseResult =
  | { readonly ok: true; readonly root: Expr }
  | { readonly ok: false; readonly issues: readonly CelIssue[] };

const SIZE_LIMIT = 100_000;
const MAX_KEPT_LENGTH = 4000;

/** Kept trees: Kyverno's variants of a policy for pod controllers repeat most of its expressions. */
const KEPT = 512;
const kept = new Map<string, ParseResult>();

/** Parses a CEL expression as cel-go's ANTLR grammar accepts it; never throws and never overflows the stack. The same text gives the same tree. */
export function parseExpression(source: string, options: ParseOptions): ParseResult {
  const key = `${options.orValueCompat} ${options.twoVariableMacros} ${source}`;
  const known = kept.get(key);
  if (known !== undefined) return known;
  const result = parseAnew(source, options);
  if (kept.size >= KEPT) kept.clear();
  if (source.length < MAX_KEPT_LENGTH) kept.set(key, result);
  return result;
}

function parseAnew(source: string, options: ParseOptions): ParseResult {
  const size = Array.from(source).length;
  if (size > SIZE_LIMIT) {
    const message = `expression code point size exceeds limit: size: ${size}, limit ${SIZE_LIMIT}`;
    return { ok: false, issues: [{ at: NOWHERE, message }] };
  }
  const tree = parseTree(source);
  if (tree.aborted) return { ok: false, issues: tree.issues };
  const { root, issues } = buildExpression(tree.root, options);
  if (tree.issues.length === 0 && issues.length === 0) return { ok: true, root };
  return { ok: false, issues: [...tree.issues, ...issues] };
}
