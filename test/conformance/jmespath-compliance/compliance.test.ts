import { readdirSync, readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { expect, test } from "vitest";
import { compileQuery } from "../../../src/jmespath/compile-query.ts";
import { QueryError } from "../../../src/jmespath/query-error.ts";
import { knownDifferences } from "./known-differences.ts";

/** The public JMESPath suite as shipped in the Go module github.com/jmespath/go-jmespath v0.4.0 (Apache-2.0, see cases/LICENSE); only the white space is ours. */
const CASES = new URL("cases/", import.meta.url);

interface Suite {
  readonly given: unknown;
  readonly cases: readonly {
    readonly expression: string;
    readonly result?: unknown;
    readonly error?: string;
  }[];
}

const ERROR = "an error";

test("every case of the public suite has its result, but for Kyverno's known differences", () => {
  const cases = readdirSync(CASES)
    .filter((name) => name.endsWith(".json"))
    .flatMap(readCases);
  const differences = cases
    .map(({ given, expression, wanted }) => ({
      expression,
      wanted,
      ours: answer(expression, given),
    }))
    .filter(({ wanted, ours }) => !isDeepStrictEqual(ours, wanted))
    .map(({ expression, ours }) => [expression, ours] as const);
  expect(Object.fromEntries(differences)).toEqual(knownDifferences);
  expect(cases).toHaveLength(862);
});

function readCases(file: string) {
  const suites: readonly Suite[] = JSON.parse(readFileSync(new URL(file, CASES), "utf8"));
  return suites.flatMap(({ given, cases }) =>
    cases.map(({ expression, result, error }) => ({
      given,
      expression,
      wanted: error === undefined ? (result ?? null) : ERROR,
    })),
  );
}

/** Kyverno's one big difference: a missing key is an error of its own kind where the suite has null. */
function answer(expression: string, given: unknown): unknown {
  const compiled = compileQuery(expression);
  if (!compiled.ok) return ERROR;
  const value = compiled.query.search(given);
  if (!(value instanceof QueryError)) return value;
  return value.isNotFound ? null : ERROR;
}
