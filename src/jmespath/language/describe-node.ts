import { formatGoValue } from "../../values/go-format.ts";
import type { Comparator, HashEntry, Node } from "./ast.ts";

/** A node as go-jmespath's struct of type, value and children; no value is undefined. */
export interface DissectedNode {
  readonly type: keyof typeof NODE_TYPES;
  readonly value: unknown;
  readonly children: readonly (Node | HashEntry)[];
}

/** go-jmespath's names of node types; a type's place is its number. */
export const NODE_TYPES = {
  empty: "ASTEmpty",
  comparator: "ASTComparator",
  current: "ASTCurrentNode",
  reference: "ASTExpRef",
  function: "ASTFunctionExpression",
  field: "ASTField",
  filter: "ASTFilterProjection",
  flatten: "ASTFlatten",
  identity: "ASTIdentity",
  index: "ASTIndex",
  indexed: "ASTIndexExpression",
  entry: "ASTKeyValPair",
  literal: "ASTLiteral",
  hash: "ASTMultiSelectHash",
  list: "ASTMultiSelectList",
  or: "ASTOrExpression",
  and: "ASTAndExpression",
  not: "ASTNotExpression",
  pipe: "ASTPipe",
  projection: "ASTProjection",
  subexpression: "ASTSubexpression",
  slice: "ASTSlice",
  valueProjection: "ASTValueProjection",
} as const;

const NUMBERS = Object.keys(NODE_TYPES);

/** The numbers of go-jmespath's token types. */
const COMPARATOR_NUMBERS: Readonly<Record<Comparator, number>> = {
  "<": 18,
  "<=": 19,
  ">": 20,
  ">=": 21,
  "==": 22,
  "!=": 23,
};

/** A parsed expression as Go's `%v` prints it inside another struct: `{5 name []}`. */
export function describeNode(node: Node | HashEntry): string {
  const { type, value, children } = dissectNode(node);
  const text =
    node.kind === "comparator" ? COMPARATOR_NUMBERS[node.operator] : formatGoValue(value);
  return `{${NUMBERS.indexOf(type)} ${text} [${children.map(describeNode).join(" ")}]}`;
}

/** Takes a node apart as go-jmespath has it. */
export function dissectNode(node: Node | HashEntry): DissectedNode {
  return { type: node.kind, value: valueOf(node), children: childrenOf(node) };
}

function valueOf(node: Node | HashEntry): unknown {
  switch (node.kind) {
    case "field":
    case "function":
    case "entry":
      return node.name;
    case "literal":
      return node.value ?? undefined;
    case "index":
      return node.index;
    case "slice":
      return node.parts;
    case "comparator":
      return node.operator;
    default:
      return undefined;
  }
}

function childrenOf(node: Node | HashEntry): readonly (Node | HashEntry)[] {
  switch (node.kind) {
    case "function":
      return node.args;
    case "reference":
    case "not":
    case "flatten":
    case "entry":
      return [node.operand];
    case "filter":
      return [node.left, node.right, node.condition];
    case "list":
      return node.items;
    case "hash":
      return node.entries;
    default:
      return "left" in node ? [node.left, node.right] : [];
  }
}
