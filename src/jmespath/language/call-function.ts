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
  const checks = wanted.map(checkOf);
  return (args, environment) => {
    for (let index = 0; index < checks.length; index += 1) {
      if (checks[index]?.(args[index]) === false) return misfit(args[index], wanted[index] ?? []);
    }
    return call(args, environment);
  };
}

/** A call that always answers the same error. */
export function failing(message: string): Call {
  const error = new QueryError(message);
  return () => error;
}

function checkOf(types: readonly JmesPathType[]): (value: unknown) => boolean {
  const checks = types.map((type) => CHECKS[type]);
  const [only] = checks;
  return only !== undefined && checks.length === 1
    ? only
    : (value) => checks.some((check) => check(value));
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
