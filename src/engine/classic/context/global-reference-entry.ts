import { Failure } from "../failure.ts";
import { compileVariableText } from "../variables/variable-value.ts";
import {
  applyQuery,
  compileEntryQuery,
  entryText,
  fillInText,
  valueOfAnswer,
  type CompileEntry,
} from "./entry.ts";

/** `globalReference`: the data of a GlobalContextEntry; off where there are none. */
export const globalReferenceEntry: CompileEntry = (entry, block) => {
  const name = compileVariableText(entryText(block, "name"));
  const query = compileEntryQuery(entryText(block, "jmesPath"));
  return (document) => {
    const { getGlobalReference } = document.session.source;
    if (getGlobalReference === undefined) return undefined;
    const ownName = fillInText(name, document);
    if (ownName instanceof Failure) return failed(ownName.message);
    const data = valueOfAnswer(getGlobalReference(ownName), document);
    if (data instanceof Failure) return failed(data.message);
    if (data === undefined || query === undefined) return data;
    const value = applyQuery(query, data, entry, document);
    return value instanceof Failure ? failed(value.message) : value;
  };
};

function failed(message: string): Failure {
  return new Failure(`failed to fetch data for GlobalContext: ${message}`);
}
