import { formatGoSyntax } from "../values/go-syntax.ts";
import { type HashEntry, type Node, SyntaxFailure, syntaxFailure } from "./language/ast.ts";
import { dissectNode, NODE_TYPES } from "./language/describe-node.ts";
import { parseQuery } from "./language/parse.ts";

/** The tree of an expression, or its syntax error with a mark under the place. */
export type QueryTree =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly message: string };

/** What `kyverno jp parse` prints of an expression; the bounds of a slice instead of their addresses. */
export function formatQueryTree(source: string): QueryTree {
  try {
    return { ok: true, text: formatNode(parseQuery(source), 0) };
  } catch (error) {
    if (!(error instanceof SyntaxFailure)) throw error;
    const { at, message } = error;
    return { ok: false, message: at === undefined ? message : `${message}\n${mark(source, at)}` };
  }
}

function mark(source: string, at: number): string {
  return `${source}\n${" ".repeat(at)}^`;
}

/** Deeper trees are refused, as when they are compiled. */
const MAX_HEIGHT = 1500;

/** Kyverno's library does not close the braces of children. */
function formatNode(node: Node | HashEntry, height: number): string {
  if (height > MAX_HEIGHT) throw syntaxFailure("the expression is nested too deeply", 0);
  const { type, children } = dissectNode(node);
  const indent = " ".repeat(height * 4);
  const value = valueText(node);
  const below = children.map((child) => formatNode(child, height + 1)).join("");
  return [
    `${indent}${NODE_TYPES[type]} {\n`,
    value === undefined ? "" : `${indent}  value: ${value}\n`,
    below === "" ? "" : `${indent}  children: {\n${below}`,
    `${indent}}\n`,
  ].join("");
}

const COMPARATORS = {
  "<": "tLT",
  "<=": "tLTE",
  ">": "tGT",
  ">=": "tGTE",
  "==": "tEQ",
  "!=": "tNE",
} as const;

function valueText(node: Node | HashEntry): string | undefined {
  if (node.kind === "comparator") return COMPARATORS[node.operator];
  if (node.kind === "slice") {
    return `[]*int{${node.parts.map((part) => part ?? "(*int)(nil)").join(", ")}}`;
  }
  const { value } = dissectNode(node);
  return value === undefined ? undefined : formatGoSyntax(value);
}
