import type { CallExpr, Expr, ListExpr } from "../ast.ts";
import type { CelIssue } from "../issue.ts";
import type { FormatClause } from "../libraries/format-clauses.ts";
import { countClauses, interpolate, unsuitable } from "../libraries/format-clauses.ts";
import type { CelType } from "../types.ts";
import { CelError } from "../values.ts";
import { childrenOf } from "./walk-expression.ts";

type Types = ReadonlyMap<number, CelType>;

const RUNTIME_NAMES: Readonly<Record<string, string>> = {
  null: "null_type",
  timestamp: "google.protobuf.Timestamp",
  duration: "google.protobuf.Duration",
};
const PRINTABLE: ReadonlySet<string> = new Set(
  (
    "list map int uint double bool string bytes type null_type google.protobuf.Timestamp " +
    "google.protobuf.Duration"
  ).split(" "),
);

const INTEGERS: ReadonlySet<string> = new Set(["int", "uint"]);
const DOUBLES: ReadonlySet<string> = new Set(["double", "string"]);
const HEXADECIMAL: ReadonlySet<string> = new Set(["int", "uint", "string", "bytes"]);

/** The types that each clause takes, besides dyn. */
const TAKES: Readonly<Record<FormatClause["verb"], ReadonlySet<string>>> = {
  s: PRINTABLE,
  d: INTEGERS,
  f: DOUBLES,
  e: DOUBLES,
  b: new Set(["int", "uint", "bool"]),
  o: INTEGERS,
  x: HEXADECIMAL,
  X: HEXADECIMAL,
};

/** The type's name at run time, without its parameters. */
function runtimeName(type: CelType): string {
  if (type.kind === "primitive") return RUNTIME_NAMES[type.name] ?? type.name;
  return "name" in type ? type.name : type.kind;
}

/** The part of an argument that the clause does not take; for `%s` the elements of literals are looked at too. */
function misfit(clause: FormatClause, expr: Expr, types: Types): Expr | undefined {
  const name = runtimeName(types.get(expr.id) ?? { kind: "dyn" });
  if (name !== "dyn" && !TAKES[clause.verb].has(name)) return expr;
  if (clause.verb !== "s" || (expr.kind !== "list" && expr.kind !== "map")) return undefined;
  for (const child of childrenOf(expr)) {
    const inner = misfit(clause, child, types);
    if (inner) return inner;
  }
  return undefined;
}

/** A call of `format` on a literal text with a literal list, which can be checked before it runs. */
function literalFormat(call: CallExpr): { readonly text: string; readonly list: ListExpr } | null {
  const { target, args } = call;
  const [list] = args;
  if (call.function !== "format" || target?.kind !== "literal" || args.length !== 1) return null;
  if (typeof target.value !== "string" || list?.kind !== "list") return null;
  return { text: target.value, list };
}

/** Checks the clauses of a literal `format` call against its arguments (cel-go's string format validator). */
export function validateFormat(call: CallExpr, types: Types): CelIssue | null {
  const format = literalFormat(call);
  if (!format) return null;
  const { text, list } = format;
  let at = call.at;
  const problem = interpolate(text, list.elements.length, (clause, index) => {
    const element = list.elements[index];
    const wrong = element && misfit(clause, element, types);
    if (!wrong) return "";
    at = wrong.at;
    const given = runtimeName(types.get(wrong.id) ?? { kind: "dyn" });
    return unsuitable(clause.verb, given);
  });
  if (problem instanceof CelError) return { at, message: problem.message };
  const [expected, got] = [countClauses(text), list.elements.length];
  if (got <= expected) return null;
  const counts = `(expected ${expected}, got ${got})`;
  return { at, message: `too many arguments supplied to string.format ${counts}` };
}
