import { formatGoJson } from "../values/go-json-text.ts";
import { compileQuery } from "./compile-query.ts";
import type { QueryEnvironment } from "./define-function.ts";
import { QueryError } from "./query-error.ts";

/** What `kyverno jp query` answers: a value that JSON can hold, or its error. */
export type QueryAnswer =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly message: string };

/** Answers one query on one value, with errors in the words of `kyverno jp query`. */
export function answerQuery(
  source: string,
  data: unknown,
  environment?: QueryEnvironment,
): QueryAnswer {
  const compiled = compileQuery(source);
  if (!compiled.ok) {
    return fail(`failed to compile JMESPath: ${source}, error: ${compiled.message}`);
  }
  const value = compiled.query.search(data, environment);
  if (value instanceof QueryError) {
    return fail(`error evaluating JMESPath expression: ${value.message}`);
  }
  const json = formatGoJson(value);
  return json.ok ? { ok: true, value } : fail(`error marshalling result to JSON: ${json.error}`);
}

function fail(message: string): QueryAnswer {
  return { ok: false, message };
}
