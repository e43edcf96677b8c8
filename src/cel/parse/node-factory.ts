import type {
  CallExpr,
  ComprehensionExpr,
  Expr,
  IdentExpr,
  ListExpr,
  LiteralExpr,
  MapExpr,
  Offset,
  SelectExpr,
} from "../ast.ts";

/** Makes nodes with fresh ids; a macro's nodes all stand where the macro call stands. */
export class NodeFactory {
  #nextId = 1;

  /** How many nodes were made. */
  get count(): number {
    return this.#nextId - 1;
  }

  id(): number {
    return this.#nextId++;
  }

  literal(at: Offset, value: LiteralExpr["value"]): LiteralExpr {
    return { kind: "literal", id: this.id(), at, value };
  }

  ident(at: Offset, name: string): IdentExpr {
    return { kind: "ident", id: this.id(), at, name };
  }

  select(at: Offset, operand: Expr, field: string, testOnly = false): SelectExpr {
    return { kind: "select", id: this.id(), at, operand, field, testOnly };
  }

  call(at: Offset, name: string, args: readonly Expr[]): CallExpr {
    return { kind: "call", id: this.id(), at, function: name, args };
  }

  methodCall(at: Offset, target: Expr, name: string, args: readonly Expr[]): CallExpr {
    return { kind: "call", id: this.id(), at, function: name, target, args };
  }

  list(at: Offset, elements: readonly Expr[], optionalIndexes: readonly number[] = []): ListExpr {
    return { kind: "list", id: this.id(), at, elements, optionalIndexes };
  }

  map(at: Offset, entries: MapExpr["entries"]): MapExpr {
    return { kind: "map", id: this.id(), at, entries };
  }

  comprehension(
    at: Offset,
    parts: Omit<ComprehensionExpr, "kind" | "id" | "at">,
  ): ComprehensionExpr {
    return { kind: "comprehension", id: this.id(), at, ...parts };
  }
}
