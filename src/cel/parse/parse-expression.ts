import type { Expr } from "../ast.ts";
import type { CelIssue } from "../issue.ts";
import { buildExpression } from "./build-expression.ts";
import type { ParseOptions } from "./parse-options.ts";
import { NOWHERE, parseTree } from "./parse-tree.ts";
import { readExpression } from "./read-expression.ts";
import { codePointCount, tokenize, type Tokens } from "./tokenize.ts";

/** A syntax tree with all macros expanded, or every syntax error. */
export type ParseResult =
  | { readonly ok: true; readonly root: Expr }
  | { readonly ok: false; readonly issues: readonly CelIssue[] };

const SIZE_LIMIT = 100_000;
const MAX_KEPT_LENGTH = 4000;

/** Kept trees: Kyverno's variants of a policy for pod controllers repeat most of its expressions. */
const KEPT = 512;
const kept = new Map<string, Map<string, ParseResult>>();

function keptFor({ orValueCompat, twoVariableMacros }: ParseOptions): Map<string, ParseResult> {
  const key = `${orValueCompat} ${twoVariableMacros}`;
  const known = kept.get(key);
  if (known) return known;
  const made = new Map<string, ParseResult>();
  kept.set(key, made);
  return made;
}

/** Parses a CEL expression as cel-go's ANTLR grammar accepts it; never throws and never overflows the stack. The same text gives the same tree. */
export function parseExpression(source: string, options: ParseOptions): ParseResult {
  const results = keptFor(options);
  const known = results.get(source);
  if (known !== undefined) return known;
  const result = parseAnew(source, options);
  if (results.size >= KEPT) results.clear();
  if (source.length < MAX_KEPT_LENGTH) results.set(source, result);
  return result;
}

function parseAnew(source: string, options: ParseOptions): ParseResult {
  const size = source.length > SIZE_LIMIT ? codePointCount(source) : source.length;
  if (size > SIZE_LIMIT) {
    const message = `expression code point size exceeds limit: size: ${size}, limit ${SIZE_LIMIT}`;
    return { ok: false, issues: [{ at: NOWHERE, message }] };
  }
  const tokens = tokenize(source);
  const root = tokens.unreadable.length === 0 ? readExpression(tokens.tokens, options) : null;
  return root === null ? parseWithRepairs(source, tokens, options) : { ok: true, root };
}

/** Reads on behind each error as cel-go does, to report them all. */
export function parseWithRepairs(
  source: string,
  tokens: Tokens,
  options: ParseOptions,
): ParseResult {
  const tree = parseTree(source, tokens);
  if (tree.aborted) return { ok: false, issues: tree.issues };
  const { root, issues } = buildExpression(tree.root, options);
  if (tree.issues.length === 0 && issues.length === 0) return { ok: true, root };
  return { ok: false, issues: [...tree.issues, ...issues] };
}
