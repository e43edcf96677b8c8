import { formatGoValue } from "../../../values/go-format.ts";
import { queryDocument, queryValue, type ContextDocument } from "../context-document.ts";
import { Failure } from "../failure.ts";
import type { ContextQuery } from "../variables/context-query.ts";
import { compileVariableValue, valueOf } from "../variables/variable-value.ts";
import { compileEntryQuery, entryText, written, type CompileEntry } from "./entry.ts";

/** `variable`: a value, a query on it or on the context, and a default. */
export const variableEntry: CompileEntry = (name, block) => {
  const jmesPath = entryText(block, "jmesPath");
  const query = compileEntryQuery(jmesPath);
  const fallback = fillIn(name, written(block, "default"));
  const hasValue = written(block, "value") !== null;
  const value = fillIn(name, written(block, "value"));

  /** Null where nothing comes out. */
  const evaluate = (document: ContextDocument): unknown => {
    const compiled = query?.(document);
    if (compiled instanceof Failure) return unresolved(name, jmesPath, compiled);
    const defaultValue = fallback(document);
    if (defaultValue instanceof Failure) return defaultValue;
    const data = hasValue ? value(document) : defaultValue;
    if (data instanceof Failure || compiled === undefined) return data;
    return hasValue
      ? orDefault(queryValue(document, compiled, data), defaultValue, compiled)
      : orDefault(queryDocument(document, compiled) ?? defaultValue, defaultValue, compiled);
  };

  return (document) => {
    const output = evaluate(document);
    return output === null || output === undefined
      ? new Failure(`failed to add context entry for variable ${name} since it evaluated to nil`)
      : output;
  };
};

/** A default stands in for a query that fails, not for one on a written value that finds nothing. */
function orDefault(found: unknown, defaultValue: unknown, query: ContextQuery): unknown {
  if (!(found instanceof Failure)) return found;
  if (defaultValue !== null) return defaultValue;
  return new Failure(
    `failed to apply jmespath ${query.text} to variable <nil>: ${found.message}`,
    found.isNotFound,
  );
}

function fillIn(
  name: string,
  source: Parameters<typeof compileVariableValue>[0],
): (document: ContextDocument) => unknown {
  const compiled = compileVariableValue(source);
  return (document) => {
    const value = valueOf(compiled, document);
    return value instanceof Failure ? unresolved(name, formatGoValue(source), value) : value;
  };
}

function unresolved(name: string, source: string, { message, isNotFound }: Failure): Failure {
  return new Failure(
    `failed to substitute variables in context entry ${name} ${source}: ${message}`,
    isNotFound,
  );
}
