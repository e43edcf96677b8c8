import type { Json, JsonObject } from "../../../manifest/resource.ts";
import type { ContextAnswer } from "../../context-source.ts";
import { queryValue, type ContextDocument, type ContextEntry } from "../context-document.ts";
import { Failure } from "../failure.ts";
import { compileContextQuery, type ContextQuery } from "../variables/context-query.ts";
import type { FillIn } from "../variables/variable-text.ts";
import { compileVariableText } from "../variables/variable-value.ts";

/** Compiles one kind of context entry; `policyNamespace` is that of a Policy. */
export type CompileEntry = (
  name: string,
  block: JsonObject,
  policyNamespace: string | undefined,
) => ContextEntry["load"];

/** What a source answered, as an entry's value; what has to be fetched first is noted. */
export function valueOfAnswer(
  answer: ContextAnswer | undefined,
  document: ContextDocument,
): unknown {
  if (answer === undefined) return undefined;
  switch (answer.kind) {
    case "value":
      return answer.value;
    case "error":
      return new Failure(answer.message);
    case "pending":
      document.session.needs.push(answer.lookup);
      return new Failure("the answer is still to be fetched");
    default:
      return undefined;
  }
}

/** A text of an entry; anything but a string counts as not written. */
export function entryText(block: JsonObject, field: string): string {
  const value = block[field];
  return typeof value === "string" ? value : "";
}

/** A text of an entry with its variables filled in. */
export function fillInText(text: string | FillIn, document: ContextDocument): string | Failure {
  if (typeof text === "string") return text;
  const value = text(document);
  if (value instanceof Failure || typeof value === "string") return value;
  return new Failure("expected a string after substituting variables");
}

/** A query written in an entry, which may have variables itself; undefined where none is written. */
export type EntryQuery = (document: ContextDocument) => ContextQuery | Failure;

/** Compiles a query of an entry at load where it has no variables. */
export function compileEntryQuery(text: string, path = ""): EntryQuery | undefined {
  if (text === "") return undefined;
  const compiled = compileVariableText(text, path);
  if (typeof compiled === "string") {
    const query = compileContextQuery(compiled);
    return () => query;
  }
  return (document) => {
    const filled = fillInText(compiled, document);
    return filled instanceof Failure ? filled : compileContextQuery(filled);
  };
}

/** Applies an entry's query to its data. */
export function applyQuery(
  query: EntryQuery,
  data: unknown,
  name: string,
  document: ContextDocument,
): unknown {
  const compiled = query(document);
  if (compiled instanceof Failure)
    return new Failure(
      `failed to substitute variables in context entry ${name} JMESPath: ${compiled.message}`,
    );
  const value = queryValue(document, compiled, data);
  return value instanceof Failure
    ? new Failure(
        `failed to apply JMESPath ${compiled.text} to context entry ${name}: ${value.message}`,
      )
    : value;
}

/** A written value, or null. */
export function written(block: JsonObject, field: string): Json {
  return block[field] ?? null;
}
