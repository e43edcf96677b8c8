import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { formatGoJson } from "../values/go-json-text.ts";
import { answerQuery } from "./answer-query.ts";

/** What `kyverno jp query` of the real CLI answered. */
const PROBES = join(import.meta.dirname, "../../../shared/conformance/probes");
const isThere = existsSync(PROBES);
if (!isThere) process.stderr.write(`skipped: there are no recorded queries at ${PROBES}\n`);

interface RecordedQuery {
  readonly input: unknown;
  readonly expr: string;
  readonly output?: unknown;
  readonly error?: string;
}

test.skipIf(!isThere).for([
  ["jp-language", 484],
  ["jp-notfound", 231],
  ["jp-functions", 3190],
] as const)("recorded queries of %s are answered the same", ([probe, least]) => {
  const differences: unknown[] = [];
  let compared = 0;
  for (const { input, expr, output, error } of readQueries(probe)) {
    // Where the CLI itself crashes any error will do.
    const crashes = error?.startsWith("PANIC") === true;
    const answer = answerQuery(expr, input);
    const ours = answer.ok ? textOf(answer.value) : answer.message;
    const theirs = error ?? textOf(output);
    compared += 1;
    const isSame = crashes ? !answer.ok : ours === theirs && answer.ok === (error === undefined);
    if (!isSame) differences.push({ expr, theirs, ours });
  }
  process.stderr.write(`${probe}: ${compared - differences.length} of ${compared} the same\n`);
  expect(differences).toEqual([]);
  expect(compared).toBeGreaterThanOrEqual(least);
});

function readQueries(probe: string): readonly RecordedQuery[] {
  const lines = readFileSync(join(PROBES, probe, "queries.jsonl"), "utf8")
    .trim()
    .split("\n");
  return lines.map((line) => {
    const query: RecordedQuery = JSON.parse(line);
    return query;
  });
}

/** Keys in order: Go writes them so. The recording lost the sign of -0. */
function textOf(value: unknown): string {
  const json = formatGoJson(JSON.parse(JSON.stringify(value)));
  return json.ok ? json.value : json.error;
}
