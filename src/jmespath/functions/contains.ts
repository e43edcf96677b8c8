import { defineFunction } from "../define-function.ts";
import { QueryError } from "../query-error.ts";
import { listOf } from "./list-of.ts";

/** `contains`: whether a text has a part, or a list an element; lists and objects can't be looked for, Kyverno crashes there. */
export const contains = defineFunction({
  name: "contains",
  summary: "whether a text has a part or a list an element",
  args: [["array", "string"], ["any"]],
  returns: ["bool"],
  call: ([whole, part]) => {
    if (typeof whole === "string") return typeof part === "string" && whole.includes(part);
    return hasElement(listOf(whole), part ?? null);
  },
});

function hasElement(list: readonly unknown[], wanted: unknown): unknown {
  const kind = uncomparableKind(wanted);
  for (const element of list) {
    if (kind !== undefined && uncomparableKind(element) === kind)
      return new QueryError(`runtime error: comparing uncomparable type ${kind}`);
    if ((element ?? null) === wanted) return true;
  }
  return false;
}

function uncomparableKind(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  return Array.isArray(value) ? "[]interface {}" : "map[string]interface {}";
}
