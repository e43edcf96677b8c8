/** An expression as parsed; the kinds are those of go-jmespath, whose numbers appear in some messages. */
export type Node =
  | { readonly kind: "identity" | "current" }
  /** What go-jmespath keeps where it forgets an error inside a leading `[`: parses, but has no value. */
  | { readonly kind: "empty" }
  | { readonly kind: "field"; readonly name: string }
  | { readonly kind: "literal"; readonly value: unknown }
  | { readonly kind: "index"; readonly index: number }
  | { readonly kind: "slice"; readonly parts: readonly (number | undefined)[] }
  /** No name: something stands before the parentheses that can't be one. */
  | { readonly kind: "function"; readonly name: string | undefined; readonly args: readonly Node[] }
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
  | { readonly kind: "hash"; readonly entries: readonly HashEntry[] };

/** A key and its expression in `{key: expression}`. */
export interface HashEntry {
  readonly kind: "entry";
  readonly name: string;
  readonly operand: Node;
}

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

/** Thrown inside the parser only; the faces turn it into their answer. */
export class SyntaxFailure extends Error {
  /** Where in the source, in UTF-16 units; errors of literals and numbers have no place. */
  readonly at: number | undefined;
  constructor(message: string, at?: number) {
    super(message);
    this.at = at;
  }
}

/** An error that go-jmespath calls a SyntaxError. */
export function syntaxFailure(message: string, at: number): SyntaxFailure {
  return new SyntaxFailure(`SyntaxError: ${message}`, at);
}
