import type { LiteralExpr } from "../ast.ts";
import type { CelType, PrimitiveName } from "../types.ts";
import { CelUint } from "../values.ts";

/** The type of `true`. */
export const BOOL = primitive("bool");
/** The type of `1`. */
export const INT = primitive("int");
const STRING = primitive("string");
const DOUBLE = primitive("double");
const UINT = primitive("uint");
const BYTES = primitive("bytes");
const NULL = primitive("null");

function primitive(name: PrimitiveName): CelType {
  return { kind: "primitive", name };
}

/** The type of a literal; literals of one type share the object. */
export function literalType({ value }: LiteralExpr): CelType {
  if (value === null) return NULL;
  if (value instanceof CelUint) return UINT;
  if (typeof value === "string") return STRING;
  if (typeof value === "number") return DOUBLE;
  if (typeof value === "bigint") return INT;
  return typeof value === "boolean" ? BOOL : BYTES;
}
