import { QueryError } from "../query-error.ts";

/** The error that one of Kyverno's own functions reports of itself. */
export function fail(name: string, reason: string): QueryError {
  return new QueryError(`JMESPath function '${name}': ${reason}`);
}
