import type { Json, JsonObject } from "../../../manifest/resource.ts";
import type { ApiCall } from "../../context-source.ts";
import { isMapping } from "../../../manifest/path.ts";
import { Failure } from "../failure.ts";
import { compileVariableValue, valueOf } from "../variables/variable-value.ts";
import {
  applyQuery,
  compileEntryQuery,
  entryText,
  valueOfAnswer,
  type CompileEntry,
} from "./entry.ts";

/** `apiCall`: what an API server or a service answers; off where nobody may be called. */
export const apiCallEntry: CompileEntry = (entry, block) => {
  const { jmesPath: _, default: fallback, ...call } = block;
  const compiledCall = compileVariableValue(call);
  const query = compileEntryQuery(entryText(block, "jmesPath"), "/jmesPath");
  const hasDefault = fallback !== undefined && fallback !== null;
  const compiledDefault = compileVariableValue(fallback ?? null, "/default");
  return (document) => {
    const { callApi } = document.session.source;
    if (callApi === undefined) return undefined;
    const filled = valueOf(compiledCall, document);
    if (filled instanceof Failure)
      return failed(
        `failed to substitute variables in context entry ${entry} ${entryText(block, "urlPath")}: ${filled.message}`,
      );
    const defaultValue = valueOf(compiledDefault, document);
    const waiting = document.session.needs.length;
    const answer = valueOfAnswer(callApi(asCall(entry, filled)), document);
    if (document.session.needs.length > waiting) return answer;
    if (answer instanceof Failure) return hasDefault ? defaultValue : failed(answer.message);
    if (answer === undefined || query === undefined) return answer;
    const value = applyQuery(query, answer, entry, document);
    return value instanceof Failure
      ? new Failure(`failed to store data for APICall: ${value.message}`)
      : value;
  };
};

function failed(message: string): Failure {
  return new Failure(`failed to fetch data for APICall: ${message}`);
}

function asCall(entry: string, filled: unknown): ApiCall {
  const call: Readonly<Record<string, unknown>> = isMapping(filled) ? filled : {};
  const { urlPath, method, service, data } = call;
  return {
    entry,
    method: typeof method === "string" ? method : "GET",
    ...(typeof urlPath === "string" && { urlPath }),
    ...(isJson(service) && { service }),
    data: (Array.isArray(data) ? data : []).filter(isMapping).map((field) => ({
      key: String(field["key"]),
      value: field["value"] ?? null,
    })),
  };
}

function isJson(value: unknown): value is Json & JsonObject {
  return isMapping(value);
}
