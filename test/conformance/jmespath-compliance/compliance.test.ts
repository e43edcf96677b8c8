import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { compileQuery } from "../../../src/jmespath/compile-query.ts";
import { QueryError } from "../../../src/jmespath/query-error.ts";
import { knownDifferences } from "./known-differences.ts";

/** The public JMESPath suite, unchanged, as shipped in the Go module github.com/jmespath/go-jmespath v0.4.0. */
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
  const differences: Record<string, unknown> = {};
  let compared = 0;
  for (const file of readdirSync(CASES).filter((name) => name.endsWith(".json"))) {
    for (const { given, cases } of readSuites(file)) {
      for (const { expression, result, error } of cases) {
        compared += 1;
        const ours = answer(expression, given);
        const wanted = error === undefined ? (result ?? null) : ERROR;
        if (JSON.stringify(sorted(ours)) !== JSON.stringify(sorted(wanted)))
          differences[expression] = ours;
      }
    }
  }
  expect(differences).toEqual(knownDifferences);
  expect(compared).toBe(862);
});

function readSuites(file: string): readonly Suite[] {
  const suites: readonly Suite[] = JSON.parse(readFileSync(new URL(file, CASES), "utf8"));
  return suites;
}

/** Kyverno's one big difference: a missing key is an error of its own kind where the suite has null. */
function answer(expression: string, given: unknown): unknown {
  const compiled = compileQuery(expression);
  if (!compiled.ok) return ERROR;
  const value = compiled.query.search(given);
  if (!(value instanceof QueryError)) return value;
  return value.isNotFound ? null : ERROR;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(members.map(([key, item]) => [key, sorted(item)]));
}
