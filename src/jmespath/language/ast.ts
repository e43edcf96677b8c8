/** An expression as parsed; the kinds are those of go-jmespath, whose numbers appear in some messages. */
export type Node =
  | { readonly kind: "identity" | "current" }
  | { readonly kind: "field"; readonly name: string }
  | { readonly kind: "literal"; readonly value: unknown }
  | { readonly kind: "index"; readonly index: number }
  | { readonly kind: "slice"; readonly parts: readonly (number | undefined)[] }
  | { readonly kind: "function"; readonly name: string; readonly args: readonly Node[] }
  | { readonly kind: "reference" | "not" | "flatten"; readonly operand: Node }
  | {
      readonly kind: "comparator";
      readonly operator: Comparator;
      readonly left: Node;
      readonly right: Node;
    }
  | { readonly kind: Pair; readonly left: Node; readonly right: Node }
  | { readonly kind: "filter"; readonly left: Node; readonly right: Node; readonly condition: Node }
  | { readonly kind: "list"; readonly items: readonly Node[] }
  | { readonly kind: "hash"; readonly entries: readonly (readonly [string, Node])[] };

/** Nodes with a left and a right side. */
export type Pair =
  | "or"
  | "and"
  | "pipe"
  | "subexpression"
  | "indexed"
  | "projection"
  | "valueProjection";

export type Comparator = "==" | "!=" | "<" | "<=" | ">" | ">=";

/** Thrown inside the parser only; `compileQuery` turns it into its answer. */
export class SyntaxFailure extends Error {}
