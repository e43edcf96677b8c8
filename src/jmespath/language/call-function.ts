import type { JmesPathFunction, JmesPathType, QueryEnvironment } from "../define-function.ts";
import { QueryError } from "../query-error.ts";
import { isMapping } from "./truth.ts";

/** Checks a call's arguments as kyverno/go-jmespath does, then calls. */
export function callFunction(
  called: JmesPathFunction,
  args: readonly unknown[],
  environment: QueryEnvironment,
  format: (value: unknown) => string,
): unknown {
  const { args: wanted, variadic } = called;
  const fits = variadic === true ? args.length >= wanted.length : args.length === wanted.length;
  if (!fits) return new QueryError("incorrect number of args");
  for (const [index, value] of args.entries()) {
    const types = wanted[Math.min(index, wanted.length - 1)] ?? [];
    if (!types.some((type) => CHECKS[type](value))) {
      const expected = types.map((type) => `"${type}"`).join(", ");
      return new QueryError(
        `Invalid type for: ${format(value)}, expected: []jmespath.JpType{${expected}}`,
      );
    }
  }
  return called.call(args, environment);
}

const CHECKS: Readonly<Record<JmesPathType, (value: unknown) => boolean>> = {
  any: () => true,
  number: (value) => typeof value === "number",
  string: (value) => typeof value === "string",
  bool: (value) => typeof value === "boolean",
  array: Array.isArray,
  object: (value) => isMapping(value) && !isExpression(value),
  expref: isExpression,
  "array[number]": (value) =>
    Array.isArray(value) && value.every((item) => typeof item === "number"),
  "array[string]": (value) =>
    Array.isArray(value) && value.every((item) => typeof item === "string"),
};

function isExpression(value: unknown): boolean {
  return isMapping(value) && typeof value["evaluate"] === "function";
}
