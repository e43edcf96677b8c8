import type { Expr, MapEntry, Offset, StructField } from "../ast.ts";
import type { CelIssue } from "../issue.ts";
import { balance } from "./balance.ts";
import { MEMBER, PRIMARY, UNARY } from "./grammar.ts";
import { expandMacro, isIssue } from "./macros.ts";
import { isProblem, literalValue } from "./literal-value.ts";
import { NodeFactory } from "./node-factory.ts";
import type { ParseOptions } from "./parse-options.ts";
import type { TreeNode } from "./parse-tree.ts";
import { NOWHERE } from "./parse-tree.ts";
import type { RuleName } from "./grammar.ts";
import type { Token, TokenKind } from "./token.ts";
import { RESERVED } from "./reserved-words.ts";

/** Where cel-go points for a part that is missing altogether: before the first character. */
const NO_NODE = -1;
const DEPTH_LIMIT = 250;
const NODE_LIMIT = 100_000;

const isToken = (child: TreeNode | Token): child is Token => "kind" in child;

function tokenOf(node: TreeNode, kind: TokenKind): Token | undefined {
  return node.children.find((child): child is Token => isToken(child) && child.kind === kind);
}

function tokensOf(node: TreeNode): readonly Token[] {
  return node.children.filter(isToken);
}

function rulesOf(node: TreeNode | undefined, rule?: RuleName): readonly TreeNode[] {
  const nodes = (node?.children ?? []).filter((child): child is TreeNode => !isToken(child));
  return rule ? nodes.filter((child) => child.rule === rule) : nodes;
}

/** The node that means something: rules that only pass on to another one are left out, brackets too. */
function unnest(tree: TreeNode | undefined): TreeNode | undefined {
  let node = tree;
  while (node && passesOn(node)) [node] = rulesOf(node);
  return node;
}

function passesOn(node: TreeNode): boolean {
  return PASSES_ON[node.rule]?.(node) ?? false;
}

const PASSES_ON: Readonly<Partial<Record<RuleName, (node: TreeNode) => boolean>>> = {
  start: () => true,
  expr: (node) => tokenOf(node, "?") === undefined,
  conditionalOr: (node) => tokensOf(node).length === 0,
  conditionalAnd: (node) => tokensOf(node).length === 0,
  relation: ({ alternative }) => alternative === 0,
  calc: ({ alternative }) => alternative === 0,
  unary: ({ alternative }) => alternative === UNARY.member,
  member: ({ alternative }) => alternative === MEMBER.primary,
  primary: ({ alternative }) => alternative === PRIMARY.nested || alternative === PRIMARY.literal,
};

/** Turns a tree into an expression with all macros expanded; reports what the grammar alone does not refuse. */
class ExpressionBuilder {
  readonly issues: CelIssue[] = [];
  readonly #nodes = new NodeFactory();
  readonly #options: ParseOptions;
  #depth = 0;
  #aborted = false;

  constructor(options: ParseOptions) {
    this.#options = options;
  }

  build(tree: TreeNode | undefined): Expr {
    const node = unnest(tree);
    return (node && this.#builders[node.rule]?.(node)) ?? this.#hole();
  }

  readonly #builders: Readonly<Partial<Record<RuleName, (node: TreeNode) => Expr>>> = {
    expr: (node) => this.#deeper(node, (at) => this.#conditional(at)),
    conditionalOr: (node) => this.#logic(node, "_||_"),
    conditionalAnd: (node) => this.#logic(node, "_&&_"),
    relation: (node) => this.#deeper(node, (at) => this.#binary(at)),
    calc: (node) => this.#deeper(node, (at) => this.#binary(at)),
    unary: (node) => this.#unary(node),
    member: (node) => this.#deeper(node, (at) => this.#member(at)),
    primary: (node) => this.#primary(node),
    literal: (node) => this.#literal(node),
  };

  #report(at: Offset, message: string): Expr {
    if (!this.#aborted) this.issues.push({ at, message });
    return this.#hole(at);
  }

  /** Stands where a syntax error left nothing: such an expression is never used, but complaints may point at it. */
  #hole(at: Offset = NO_NODE): Expr {
    return this.#nodes.literal(at, 0n);
  }

  #deeper(node: TreeNode, build: (node: TreeNode) => Expr): Expr {
    this.#depth++;
    if (this.#depth > DEPTH_LIMIT) {
      this.#report(NOWHERE, "max recursion depth exceeded");
      this.#aborted = true;
    }
    const built = this.#aborted ? this.#hole() : build(node);
    this.#depth--;
    return built;
  }

  #conditional(node: TreeNode): Expr {
    const [condition, whenTrue] = rulesOf(node, "conditionalOr");
    const [whenFalse] = rulesOf(node, "expr");
    const args = [condition, whenTrue, whenFalse].map((part) => this.build(part));
    return this.#nodes.call(tokenOf(node, "?")?.at ?? NOWHERE, "_?_:_", args);
  }

  #logic(node: TreeNode, operator: "_&&_" | "_||_"): Expr {
    const operators = tokensOf(node);
    const rules = rulesOf(node);
    const terms = rules.map((term) => this.build(term));
    if (terms.length <= operators.length) {
      return this.#report(node.start.at, `unexpected character, wanted '${operator.slice(1, -1)}'`);
    }
    return balance(this.#nodes, operator, operators, terms);
  }

  #binary(node: TreeNode): Expr {
    const [operator] = tokensOf(node);
    const [left, right] = rulesOf(node);
    if (!operator) return this.#report(node.start.at, "operator not found");
    const args = [this.build(left), this.build(right)];
    const name = operator.kind === "in" ? "@in" : `_${operator.text}_`;
    return this.#nodes.call(operator.at, name, args);
  }

  #unary(node: TreeNode): Expr {
    const operators = tokensOf(node);
    const [operand] = rulesOf(node);
    const [first] = operators;
    if (node.alternative === 0 || !first) {
      return this.#nodes.literal(node.start.at, "");
    }
    const built = this.build(operand);
    if (operators.length % 2 === 0) return built;
    return this.#nodes.call(first.at, node.alternative === UNARY.not ? "!_" : "-_", [built]);
  }

  #member(node: TreeNode): Expr {
    const [inner] = rulesOf(node, "member");
    const operand = this.build(inner);
    if (node.alternative === MEMBER.select) return this.#select(node, operand);
    if (node.alternative === MEMBER.index) return this.#index(node, operand);
    const name = tokenOf(node, "IDENTIFIER");
    if (!name) return this.#hole(node.start.at);
    return this.#callOrMacro(name.text, tokenOf(node, "(")?.at ?? NOWHERE, operand, node);
  }

  #select(node: TreeNode, operand: Expr): Expr {
    const dot = tokenOf(node, ".");
    const [identifier] = rulesOf(node, "escapeIdent");
    if (!dot || !identifier) return this.#hole(node.start.at);
    const field = this.#identifier(identifier, identifier.start.at) ?? "";
    if (!tokenOf(node, "?")) return this.#nodes.select(dot.at, operand, field);
    const name = this.#nodes.literal(identifier.start.at, field);
    return this.#nodes.call(dot.at, "_?._", [operand, name]);
  }

  #identifier(node: TreeNode | undefined, at: Offset): string | null {
    const [token] = node ? tokensOf(node) : [];
    if (node?.alternative === 0 || !token) {
      this.#report(at, "unsupported ident kind");
      return null;
    }
    return token.kind === "ESC_IDENTIFIER" ? token.text.slice(1, -1) : token.text;
  }

  #index(node: TreeNode, operand: Expr): Expr {
    const bracket = tokenOf(node, "[");
    if (!bracket) return this.#hole(node.start.at);
    const [index] = rulesOf(node, "expr");
    const operator = tokenOf(node, "?") ? "_[?_]" : "_[_]";
    return this.#nodes.call(bracket.at, operator, [operand, this.build(index)]);
  }

  #primary(node: TreeNode): Expr {
    switch (node.alternative) {
      case PRIMARY.ident:
      case PRIMARY.call:
        return this.#identOrCall(node);
      case PRIMARY.list:
        return this.#list(node);
      case PRIMARY.map: {
        const [entries] = rulesOf(node);
        return this.#nodes.map(tokenOf(node, "{")?.at ?? NOWHERE, this.#entries(entries));
      }
      case PRIMARY.struct:
        return this.#struct(node);
      default:
        return this.#hole();
    }
  }

  #identOrCall(node: TreeNode): Expr {
    const name = tokenOf(node, "IDENTIFIER");
    if (!name) return this.#hole(node.start.at);
    if (RESERVED.has(name.text)) {
      return this.#report(node.start.at, `reserved identifier: ${name.text}`);
    }
    const full = tokenOf(node, ".") ? `.${name.text}` : name.text;
    if (node.alternative === PRIMARY.ident) return this.#nodes.ident(name.at, full);
    return this.#callOrMacro(full, tokenOf(node, "(")?.at ?? NOWHERE, undefined, node);
  }

  #callOrMacro(name: string, at: Offset, target: Expr | undefined, node: TreeNode): Expr {
    const [list] = rulesOf(node, "exprList");
    const args = rulesOf(list, "expr").map((arg) => this.build(arg));
    const expansion = expandMacro(name, { nodes: this.#nodes, at, target, args }, this.#options);
    if (expansion === null) {
      return target
        ? this.#nodes.methodCall(at, target, name, args)
        : this.#nodes.call(at, name, args);
    }
    if (this.#nodes.count > NODE_LIMIT) {
      const limit = `expression count exceeds limit of ${NODE_LIMIT}`;
      return this.#report(at, `${limit} while expanding macro '${name}'`);
    }
    return isIssue(expansion) ? this.#report(expansion.at, expansion.message) : expansion;
  }

  #list(node: TreeNode): Expr {
    const [init] = rulesOf(node, "listInit");
    const elements = rulesOf(init, "optExpr");
    const built = elements.map((element) => this.build(rulesOf(element)[0]));
    const optional = elements.flatMap((element, index) => (tokenOf(element, "?") ? [index] : []));
    return this.#nodes.list(tokenOf(node, "[")?.at ?? NOWHERE, built, optional);
  }

  #entries(node: TreeNode | undefined): readonly MapEntry[] {
    const keys = rulesOf(node, "optExpr");
    const values = rulesOf(node, "expr");
    const colons = node ? tokensOf(node).filter(({ kind }) => kind === ":") : [];
    return colons.flatMap(({ at }, index) => {
      const [key, value] = [keys[index], values[index]];
      if (!key || !value) return [];
      const id = this.#nodes.id();
      const optional = tokenOf(key, "?") !== undefined;
      return [{ id, at, key: this.build(rulesOf(key)[0]), value: this.build(value), optional }];
    });
  }

  #struct(node: TreeNode): Expr {
    const names = tokensOf(node).filter(({ kind }) => kind === "IDENTIFIER");
    const name = names.map(({ text }) => text).join(".");
    const [first] = tokensOf(node);
    const [fields] = rulesOf(node, "fieldInitializerList");
    return {
      kind: "struct",
      id: this.#nodes.id(),
      at: tokenOf(node, "{")?.at ?? NOWHERE,
      typeName: first?.kind === "." ? `.${name}` : name,
      fields: this.#fields(fields),
    };
  }

  #fields(node: TreeNode | undefined): readonly StructField[] {
    const names = rulesOf(node, "optField");
    const values = rulesOf(node, "expr");
    const colons = node ? tokensOf(node).filter(({ kind }) => kind === ":") : [];
    return names.flatMap((field, index) => {
      const [colon, value] = [colons[index], values[index]];
      if (!colon || !value || !node) return [];
      const name = this.#identifier(rulesOf(field)[0], node.start.at);
      if (name === null) return [];
      const optional = tokenOf(field, "?") !== undefined;
      const id = this.#nodes.id();
      return [{ id, at: colon.at, name, value: this.build(value), optional }];
    });
  }

  #literal(node: TreeNode): Expr {
    const token = tokensOf(node).at(-1);
    if (!token) return this.#hole();
    const { at } = node.start;
    const value = literalValue(token, tokenOf(node, "-") !== undefined);
    return isProblem(value) ? this.#report(at, value.problem) : this.#nodes.literal(at, value);
  }
}

/** The expression that a tree stands for, and what is wrong with it beyond its syntax. */
export function buildExpression(
  tree: TreeNode,
  options: ParseOptions,
): { readonly root: Expr; readonly issues: readonly CelIssue[] } {
  const builder = new ExpressionBuilder(options);
  const root = builder.build(tree);
  return { root, issues: builder.issues };
}
