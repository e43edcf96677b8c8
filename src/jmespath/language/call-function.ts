import { formatGoValue } from "../../values/go-format.ts";
import type { JmesPathFunction, JmesPathType, QueryEnvironment } from "../define-function.ts";
import { QueryError } from "../query-error.ts";
import { Reference } from "./reference.ts";
import { isMapping } from "./truth.ts";

/** Calls a function with the values of its arguments. */
export type Call = (args: readonly unknown[], environment: QueryEnvironment) => unknown;

/** Prepares a call with so many arguments; types are checked as kyverno/go-jmespath does at each call. */
export function compileCall(called: JmesPathFunction, count: number): Call {
  const { args: wanted, call, variadic } = called;
  // The library checks neither the arguments of a function that declares none nor those that repeat.
  if (wanted.length === 0) return call;
  if (variadic === true) {
    return count < wanted.length ? failing("Invalid arity.") : call;
  }
  if (count !== wanted.length) return failing("incorrect number of args");
  return (args, environment) => firstMisfit(args, wanted) ?? call(args, environment);
}

/** A call that always answers the same error. */
export function failing(message: string): Call {
  const error = new QueryError(message);
  return () => error;
}

function firstMisfit(
  args: readonly unknown[],
  wanted: JmesPathFunction["args"],
): QueryError | undefined {
  for (let index = 0; index < wanted.length; index += 1) {
    const types = wanted[index] ?? [];
    if (!fits(args[index], types)) return misfit(args[index], types);
  }
  return undefined;
}

function fits(value: unknown, types: readonly JmesPathType[]): boolean {
  for (const type of types) if (CHECKS[type](value)) return true;
  return false;
}

function misfit(value: unknown, types: readonly JmesPathType[]): QueryError {
  const text = value instanceof Reference ? value.text : formatGoValue(value);
  const expected = types.map((type) => `"${type}"`).join(", ");
  return new QueryError(`Invalid type for: ${text}, expected: []jmespath.JpType{${expected}}`);
}

const CHECKS: Readonly<Record<JmesPathType, (value: unknown) => boolean>> = {
  any: () => true,
  number: (value) => typeof value === "number",
  string: (value) => typeof value === "string",
  bool: (value) => typeof value === "boolean",
  array: Array.isArray,
  object: (value) => isMapping(value) && !(value instanceof Reference),
  expref: (value) => value instanceof Reference,
  "array[number]": (value) =>
    Array.isArray(value) && value.every((item) => typeof item === "number"),
  "array[string]": (value) =>
    Array.isArray(value) && value.every((item) => typeof item === "string"),
};
