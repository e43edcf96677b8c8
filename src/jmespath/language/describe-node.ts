import { formatGoValue } from "../../values/go-format.ts";
import type { Node } from "./ast.ts";

/** Numbers of go-jmespath's node types: messages print parsed expressions as the struct {type value children}. */
const TYPE = {
  comparator: 1,
  current: 2,
  reference: 3,
  function: 4,
  field: 5,
  filter: 6,
  flatten: 7,
  identity: 8,
  index: 9,
  indexed: 10,
  pair: 11,
  literal: 12,
  hash: 13,
  list: 14,
  or: 15,
  and: 16,
  not: 17,
  pipe: 18,
  projection: 19,
  subexpression: 20,
  slice: 21,
  valueProjection: 22,
} as const;

/** A parsed expression as Go's `%v` prints it. */
export function describeNode(node: Node): string {
  return `{${TYPE[node.kind]} ${valueOf(node)} [${childrenOf(node).join(" ")}]}`;
}

function valueOf(node: Node): string {
  switch (node.kind) {
    case "field":
    case "function":
      return node.name;
    case "literal":
      return formatGoValue(node.value);
    case "index":
      return String(node.index);
    case "slice":
      return `[${node.parts.map((part) => part ?? "<nil>").join(" ")}]`;
    case "comparator":
      return node.operator;
    default:
      return "<nil>";
  }
}

function childrenOf(node: Node): readonly string[] {
  switch (node.kind) {
    case "function":
      return node.args.map(describeNode);
    case "reference":
    case "not":
    case "flatten":
      return [describeNode(node.operand)];
    case "filter":
      return [node.left, node.right, node.condition].map(describeNode);
    case "list":
      return node.items.map(describeNode);
    case "hash":
      return node.entries.map(([key, value]) => `{${TYPE.pair} ${key} [${describeNode(value)}]}`);
    default:
      return "left" in node ? [node.left, node.right].map(describeNode) : [];
  }
}
