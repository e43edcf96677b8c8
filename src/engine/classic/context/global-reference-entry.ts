import { Failure } from "../failure.ts";
import { fetchedEntry } from "./fetched-entry.ts";

/** `globalReference`: the data of a GlobalContextEntry; off where there are none. */
export const globalReferenceEntry = fetchedEntry({
  field: "name",
  asker: (document) => document.session.source.getGlobalReference,
  failed: (_, message) => new Failure(`failed to fetch data for GlobalContext: ${message}`),
  wrapsQuery: true,
});
