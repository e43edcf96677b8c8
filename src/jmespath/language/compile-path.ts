import { QueryError } from "../query-error.ts";
import type { Node } from "./ast.ts";
import type { Evaluate } from "./evaluate.ts";
import { Reference } from "./reference.ts";
import { isMapping } from "./truth.ts";

function missingKey(name: string): QueryError {
  return new QueryError(`Unknown key "${name}" in path`, true);
}

/** The member of an object; a key that it does not have is not found, what is no object has null. */
export function compileField(name: string): Evaluate {
  const missing = missingKey(name);
  if (INHERITED.has(name)) {
    return (data) => {
      if (!isMapping(data)) return null;
      if (data instanceof Reference) return null;
      return Object.hasOwn(data, name) ? data[name] : missing;
    };
  }
  return (data) => {
    if (!isMapping(data)) return null;
    const value = data[name];
    if (value !== undefined) return value;
    return data instanceof Reference ? null : missing;
  };
}

/** Longer ones are left to the general way, which knows when to refuse. */
const MAX_NAMES = 1000;

/** Names that every object answers to, or a reference does: only an own member counts. */
const INHERITED: ReadonlySet<string> = new Set([
  ...Object.getOwnPropertyNames(Object.prototype),
  ...Object.getOwnPropertyNames(Reference.prototype),
]);

/** `a.b.c` in one loop, the shape of most expressions; undefined when `node` is no such path. */
export function compilePath(node: Node): Evaluate | undefined {
  const names = fieldNames(node);
  if (names === undefined) return undefined;
  const missing = names.map(missingKey);
  return (data) => {
    let value = data;
    for (let index = 0; index < names.length; index += 1) {
      if (!isMapping(value)) return null;
      const next: unknown = value[names[index] ?? ""];
      if (next === undefined) return value instanceof Reference ? null : missing[index];
      value = next;
    }
    return value;
  };
}

function fieldNames(node: Node): string[] | undefined {
  const names: string[] = [];
  let rest = node;
  while (rest.kind === "subexpression" && isPlainField(rest.right)) {
    if (names.length === MAX_NAMES) return undefined;
    names.push(rest.right.name);
    rest = rest.left;
  }
  return isPlainField(rest) ? [...names, rest.name].toReversed() : undefined;
}

function isPlainField(node: Node): node is Extract<Node, { kind: "field" }> {
  return node.kind === "field" && !INHERITED.has(node.name);
}
