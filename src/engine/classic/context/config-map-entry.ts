import { Failure } from "../failure.ts";
import { compileVariableText } from "../variables/variable-value.ts";
import { entryText, fillInText, valueOfAnswer, type CompileEntry } from "./entry.ts";

/** `configMap`: an object's `data` and `metadata`; off where nobody has ConfigMaps. */
export const configMapEntry: CompileEntry = (entry, block, policyNamespace) => {
  const name = compileVariableText(entryText(block, "name"));
  const namespace = compileVariableText(entryText(block, "namespace"));
  return (document) => {
    const { getConfigMap } = document.session.source;
    if (getConfigMap === undefined) return undefined;
    const ownName = fillInText(name, document);
    if (ownName instanceof Failure) return unresolved(entry, "name", ownName);
    const ownNamespace = fillInText(namespace, document);
    if (ownNamespace instanceof Failure) return unresolved(entry, "namespace", ownNamespace);
    const place = ownNamespace || policyNamespace || "default";
    if (policyNamespace !== undefined && place !== policyNamespace)
      return failed(entry, `namespace ${place} is not allowed for policies in ${policyNamespace}`);
    const value = valueOfAnswer(getConfigMap(ownName, place), document);
    return value instanceof Failure ? failed(entry, value.message) : value;
  };
};

function failed(entry: string, message: string): Failure {
  return new Failure(`failed to retrieve config map for context entry ${entry}: ${message}`);
}

function unresolved(entry: string, field: string, { message }: Failure): Failure {
  return failed(
    entry,
    `failed to substitute variables in context ${entry} configMap.${field}: ${message}`,
  );
}
