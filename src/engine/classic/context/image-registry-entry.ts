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

/** `imageRegistry`: what a registry knows of an image; off where no registry may be asked. */
export const imageRegistryEntry: CompileEntry = (entry, block) => {
  const reference = compileVariableText(entryText(block, "reference"));
  const query = compileEntryQuery(entryText(block, "jmesPath"));
  return (document) => {
    const { getImageData } = document.session.source;
    if (getImageData === undefined) return undefined;
    const ownReference = fillInText(reference, document);
    if (ownReference instanceof Failure) return failed(entry, ownReference.message);
    const data = valueOfAnswer(getImageData(ownReference), document);
    if (data instanceof Failure) return failed(entry, data.message);
    if (data === undefined || query === undefined) return data;
    return applyQuery(query, data, entry, document);
  };
};

function failed(entry: string, message: string): Failure {
  return new Failure(`failed to load image registry context entry ${entry}: ${message}`);
}
