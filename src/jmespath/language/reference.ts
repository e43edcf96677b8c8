import type { ExpressionReference } from "../define-function.ts";
import type { Node } from "./ast.ts";
import { describeNode } from "./describe-node.ts";

/** An `&expression` argument. Has no members of its own: JSON of it is `{}`, as in Go. */
export class Reference implements ExpressionReference {
  readonly #node: Node;
  readonly #evaluate: (value: unknown) => unknown;
  constructor(node: Node, evaluate: (value: unknown) => unknown) {
    this.#node = node;
    this.#evaluate = evaluate;
  }

  evaluate(value: unknown): unknown {
    return this.#evaluate(value);
  }

  get text(): string {
    return `{${describeNode(this.#node)}}`;
  }
}
