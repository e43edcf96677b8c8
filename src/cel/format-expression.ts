import type { CallExpr, ComprehensionExpr, Expr, ListExpr, MapExpr } from "./ast.ts";
import { CelUint } from "./values.ts";

/** CEL's binary operators, loosest first: https://github.com/google/cel-spec/blob/master/doc/langdef.md#syntax */
const BINARY: Readonly<Record<string, readonly [text: string, level: number]>> = {
  "_||_": ["||", 2],
  "_&&_": ["&&", 3],
  "_==_": ["==", 4],
  "_!=_": ["!=", 4],
  "_<_": ["<", 4],
  "_<=_": ["<=", 4],
  "_>_": [">", 4],
  "_>=_": [">=", 4],
  "@in": ["in", 4],
  "_+_": ["+", 5],
  "_-_": ["-", 5],
  "_*_": ["*", 6],
  "_/_": ["/", 6],
  "_%_": ["%", 6],
};
const CONDITIONAL = 1;
const UNARY = 7;
const PRIMARY = 8;

interface Text {
  readonly text: string;
  /** How tightly it binds. */
  readonly level: number;
}

/** An expression as CEL text on one line, macros as they were called; for people, so layout and superfluous parentheses are lost. */
export function formatExpression(expr: Expr): string {
  return format(expr).text;
}

function format(expr: Expr): Text {
  switch (expr.kind) {
    case "literal":
      return primary(formatLiteral(expr.value));
    case "ident":
      return primary(expr.name.replace(/^@\w+$/u, "it"));
    case "select": {
      const path = `${within(expr.operand, PRIMARY)}.${expr.field}`;
      return primary(expr.testOnly ? `has(${path})` : path);
    }
    case "call":
      return formatCall(expr);
    case "list":
      return primary(`[${listOf(expr)}]`);
    case "map":
      return primary(`{${mapOf(expr)}}`);
    case "struct": {
      const fields = expr.fields.map(
        ({ name, value, optional }) => `${optional ? "?" : ""}${name}: ${formatExpression(value)}`,
      );
      return primary(`${expr.typeName}{${fields.join(", ")}}`);
    }
    case "comprehension":
      return primary(formatMacro(expr));
    default:
      return expr satisfies never;
  }
}

function primary(text: string): Text {
  return { text, level: PRIMARY };
}

/** In parentheses where it binds less tightly than its place asks for. */
function within(expr: Expr, level: number): string {
  const inner = format(expr);
  return inner.level < level ? `(${inner.text})` : inner.text;
}

function formatCall(expr: CallExpr): Text {
  const { args, target } = expr;
  const [first, second, third] = args;
  const binary = Object.hasOwn(BINARY, expr.function) ? BINARY[expr.function] : undefined;
  if (binary !== undefined && first !== undefined && second !== undefined) {
    const [operator, level] = binary;
    return { text: `${within(first, level)} ${operator} ${within(second, level + 1)}`, level };
  }
  if (first !== undefined && second !== undefined) {
    const special = formatAccess(expr.function, first, second, third);
    if (special !== undefined) return special;
  }
  if (first !== undefined && (expr.function === "!_" || expr.function === "-_")) {
    return { text: `${expr.function[0]}${within(first, UNARY)}`, level: UNARY };
  }
  const list = args.map(formatExpression).join(", ");
  const name = expr.function.replace("@", "");
  return primary(
    target === undefined ? `${name}(${list})` : `${within(target, PRIMARY)}.${name}(${list})`,
  );
}

function formatAccess(name: string, first: Expr, second: Expr, third?: Expr): Text | undefined {
  const operand = within(first, PRIMARY);
  switch (name) {
    case "_[_]":
      return primary(`${operand}[${formatExpression(second)}]`);
    case "_[?_]":
      return primary(`${operand}[?${formatExpression(second)}]`);
    case "_?._":
      return primary(`${operand}.?${fieldName(second)}`);
    case "__orValueCompat__":
      return primary(`${operand}.orValue(${formatExpression(second)})`);
    case "_?_:_": {
      const otherwise = third === undefined ? "" : within(third, CONDITIONAL);
      const text = `${within(first, CONDITIONAL + 1)} ? ${within(second, CONDITIONAL + 1)} : ${otherwise}`;
      return { text, level: CONDITIONAL };
    }
    default:
      return undefined;
  }
}

function fieldName(expr: Expr): string {
  return expr.kind === "literal" && typeof expr.value === "string" ? expr.value : "?";
}

function listOf({ elements, optionalIndexes }: ListExpr): string {
  return elements
    .map(
      (element, index) =>
        `${optionalIndexes.includes(index) ? "?" : ""}${formatExpression(element)}`,
    )
    .join(", ");
}

function mapOf({ entries }: MapExpr): string {
  return entries
    .map(
      ({ key, value, optional }) =>
        `${optional ? "?" : ""}${formatExpression(key)}: ${formatExpression(value)}`,
    )
    .join(", ");
}

function formatMacro(expr: ComprehensionExpr): string {
  const { macro, iterVar, iterVar2, accuVar, accuInit, iterRange, result } = expr;
  if (macro?.name === "cel.bind") {
    return `cel.bind(${accuVar.replace("@", "")}, ${formatExpression(accuInit)}, ${formatExpression(result)})`;
  }
  const variables = iterVar2 === undefined ? [iterVar] : [iterVar, iterVar2];
  const bodies = (macro?.bodies ?? [expr.loopStep]).map(formatExpression);
  return `${within(iterRange, PRIMARY)}.${macro?.name ?? "fold"}(${[...variables, ...bodies].join(", ")})`;
}

function formatLiteral(
  value: null | boolean | bigint | number | string | Uint8Array | CelUint,
): string {
  if (typeof value === "string") return quote(value);
  if (value instanceof CelUint) return `${value.value}u`;
  if (value instanceof Uint8Array) return `b${quote(Buffer.from(value).toString("latin1"))}`;
  if (typeof value === "number" && Number.isInteger(value)) return value.toFixed(1);
  return String(value);
}

function quote(text: string): string {
  const escaped = text
    .replaceAll("\\", "\\\\")
    .replaceAll("'", String.raw`\'`)
    .replaceAll("\n", String.raw`\n`);
  return `'${escaped}'`;
}
