import { CelDuration, CelMap, CelOptional, CelTimestamp, CelTypeValue } from "../boxed-values.ts";
import type { TypeText } from "../define-functions.ts";
import { LazyObject } from "../lazy-object.ts";
import { CelObject, CelUint, type CelValue } from "../values.ts";
import { isPlainMap } from "./equality.ts";

/** Whether a value fits a declared argument type at run time; type parameters are erased but for the first element. */
export type TypeGuard = (value: CelValue) => boolean;

const GUARDS: Readonly<Record<string, TypeGuard>> = {
  dyn: () => true,
  any: () => true,
  string: (value) => typeof value === "string",
  int: (value) => typeof value === "bigint",
  double: (value) => typeof value === "number",
  bool: (value) => typeof value === "boolean",
  uint: (value) => value instanceof CelUint,
  bytes: (value) => value instanceof Uint8Array,
  null: (value) => value === null,
  null_type: (value) => value === null,
  timestamp: (value) => value instanceof CelTimestamp,
  duration: (value) => value instanceof CelDuration,
  optional_type: (value) => value instanceof CelOptional,
  type: (value) => value instanceof CelTypeValue,
};

const cache = new Map<TypeText, TypeGuard>();

/** The guard for a type written as in an overload; parsed once per text. */
export function typeGuard(text: TypeText): TypeGuard {
  const known = cache.get(text);
  if (known !== undefined) return known;
  const guard = build(text);
  cache.set(text, guard);
  return guard;
}

function build(text: TypeText): TypeGuard {
  const open = text.indexOf("(");
  const name = open === -1 ? text : text.slice(0, open);
  const parameters = open === -1 ? [] : splitParameters(text.slice(open + 1, -1));
  if (/^[A-Z]$/.test(name)) return () => true;
  if (name === "list") return listGuard(typeGuard(parameters[0] ?? "dyn"));
  if (name === "map")
    return mapGuard(typeGuard(parameters[0] ?? "dyn"), typeGuard(parameters[1] ?? "dyn"));
  return GUARDS[name] ?? ((value) => value instanceof CelObject && value.typeName === name);
}

function splitParameters(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (character === "(") depth += 1;
    else if (character === ")") depth -= 1;
    else if (character === "," && depth === 0) {
      parts.push(text.slice(start, index).trim());
      start = index + 1;
    }
  }
  parts.push(text.slice(start).trim());
  return parts;
}

function listGuard(element: TypeGuard): TypeGuard {
  return (value) => {
    if (!Array.isArray(value)) return false;
    const first: CelValue | undefined = value[0];
    return first === undefined || element(first);
  };
}

function mapGuard(key: TypeGuard, element: TypeGuard): TypeGuard {
  return (value) => {
    if (value instanceof LazyObject) return true;
    if (value instanceof CelMap) {
      const first = value.entries[0];
      return first === undefined || (key(first[0]) && element(first[1]));
    }
    if (!isPlainMap(value)) return false;
    for (const name in value) {
      if (Object.hasOwn(value, name)) return key(name) && element(value[name] ?? null);
    }
    return true;
  };
}
