import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { compileQuery } from "./compile-query.ts";
import { QueryError } from "./query-error.ts";

/** What `kyverno jp query` answered. */
const FILE = join(
  import.meta.dirname,
  "../../../shared/conformance/probes/jp-functions/queries.jsonl",
);
const isThere = existsSync(FILE);
if (!isThere) process.stderr.write(`skipped: there are no recorded answers at ${FILE}\n`);

interface Recording {
  readonly input: unknown;
  readonly expr: string;
  readonly output?: unknown;
  readonly error?: string;
}

/** What the CLI printed: a value, or an error's text. */
interface Answer {
  readonly output?: unknown;
  readonly error?: string;
}

function answerOf({ input, expr }: Recording): Answer {
  const compiled = compileQuery(expr);
  if (!compiled.ok)
    return { error: `failed to compile JMESPath: ${expr}, error: ${compiled.message}` };
  const value = compiled.query.search(input);
  if (value instanceof QueryError)
    return { error: `error evaluating JMESPath expression: ${value.message}` };
  if (typeof value === "number" && !Number.isFinite(value))
    return {
      error: `error marshalling result to JSON: json: unsupported value: ${Number.isNaN(value) ? "NaN" : "+Inf"}`,
    };
  return { output: value };
}

/** Go gives keys and values in random order. */
const RANDOM = /\b(?:keys|values)\(|\*/;

function comparable({ output, error }: Answer, expr: string): string {
  if (error !== undefined) return error.startsWith("PANIC") ? "error" : error;
  return canonical(output, RANDOM.test(expr));
}

function canonical(value: unknown, isUnordered: boolean): string {
  if (Array.isArray(value)) {
    const items = value.map((item) => canonical(item, isUnordered));
    return `[${(isUnordered ? items.toSorted() : items).join(",")}]`;
  }
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([key, item]) => `${JSON.stringify(key)}:${canonical(item, isUnordered)}`,
  );
  return `{${members.toSorted().join(",")}}`;
}

/** Where the CLI crashes, any error will do. */
function oursFor(recording: Recording): string {
  const answer = answerOf(recording);
  const crashed = recording.error?.startsWith("PANIC") === true && answer.error !== undefined;
  return crashed ? "error" : comparable(answer, recording.expr);
}

describe.skipIf(!isThere)("recorded answers of kyverno jp query", () => {
  test("every function answers in the same words", () => {
    const recordings = readFileSync(FILE, "utf8")
      .trim()
      .split("\n")
      .map((line) => {
        const recording: Recording = JSON.parse(line);
        return recording;
      });
    expect(recordings.length).toBeGreaterThan(1000);
    const wrong = recordings.filter(
      (recording) => comparable(recording, recording.expr) !== oursFor(recording),
    );
    expect(wrong.map(({ expr }) => expr)).toEqual([]);
  });
});
