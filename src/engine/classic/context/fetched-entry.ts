import type { ContextAnswer } from "../../context-source.ts";
import type { ContextDocument } from "../context-document.ts";
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

/** What tells one kind of entry whose data is asked for by a name from another. */
export interface FetchedEntry {
  /** The block's field that holds the name. */
  readonly field: string;
  /** Who can be asked; undefined where nobody can, and the entry is off. */
  readonly asker: (document: ContextDocument) => ((name: string) => ContextAnswer) | undefined;
  /** The failure in the words of this kind of entry. */
  readonly failed: (entry: string, message: string) => Failure;
  /** Whether what goes wrong in `jmesPath` is put into those words too. */
  readonly wrapsQuery: boolean;
}

/** Compiles a context entry whose data is asked for by a name, then narrowed by `jmesPath`. */
export function fetchedEntry({ field, asker, failed, wrapsQuery }: FetchedEntry): CompileEntry {
  return (entry, block) => {
    const name = compileVariableText(entryText(block, field));
    const query = compileEntryQuery(entryText(block, "jmesPath"));
    return (document) => {
      const ask = asker(document);
      if (ask === undefined) return undefined;
      const ownName = fillInText(name, document);
      if (ownName instanceof Failure) return failed(entry, ownName.message);
      const data = valueOfAnswer(ask(ownName), document);
      if (data instanceof Failure) return failed(entry, data.message);
      if (data === undefined || query === undefined) return data;
      const value = applyQuery(query, data, entry, document);
      return wrapsQuery && value instanceof Failure ? failed(entry, value.message) : value;
    };
  };
}
