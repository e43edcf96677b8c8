import { existsSync } from "node:fs";

import { compileQuery } from "../../src/jmespath/compile-query.ts";
import { QueryError } from "../../src/jmespath/query-error.ts";
import type { AnswerRow } from "./compare-rows.ts";
import { GOLD_FOLDER, readQueriesGold, type QueryGold } from "./gold.ts";
import { rowsOf, type SuiteComparison } from "./suite-comparison.ts";

/** Compares a probe's `kyverno jp query` answers; undefined where none were recorded. */
export async function compareQueries({
  suite,
}: {
  readonly suite: string;
}): Promise<SuiteComparison | undefined> {
  if (!existsSync(`${GOLD_FOLDER}probes/${suite}/queries.jsonl`)) return undefined;
  // Where the CLI itself crashes there is nothing to agree with.
  const gold = readQueriesGold(suite).filter(({ error }) => error?.startsWith("PANIC") !== true);
  return rowsOf(gold.map(goldRow), gold.map(ourRow));
}

function goldRow(query: QueryGold, index: number): AnswerRow {
  const { error, output } = query;
  return answer(query, index, error === undefined ? "output" : "error", error ?? textOf(output));
}

function ourRow(query: QueryGold, index: number): AnswerRow {
  const compiled = compileQuery(query.expr);
  if (!compiled.ok) {
    const message = `failed to compile JMESPath: ${query.expr}, error: ${compiled.message}`;
    return answer(query, index, "error", message);
  }
  const output = compiled.query.search(query.input);
  if (output instanceof QueryError)
    return answer(query, index, "error", `error evaluating JMESPath expression: ${output.message}`);
  if (typeof output === "number" && !Number.isFinite(output)) {
    const name = Number.isNaN(output) ? "NaN" : output > 0 ? "+Inf" : "-Inf";
    return answer(
      query,
      index,
      "error",
      `error marshalling result to JSON: json: unsupported value: ${name}`,
    );
  }
  return answer(query, index, "output", textOf(output));
}

function answer(query: QueryGold, index: number, result: string, message: string): AnswerRow {
  return { key: `${index} ${query.expr}`, result, message };
}

/** Keys in order, as Go writes them. */
function textOf(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
