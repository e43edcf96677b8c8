import { Failure } from "../failure.ts";
import { fetchedEntry } from "./fetched-entry.ts";

/** `imageRegistry`: what a registry knows of an image; off where no registry may be asked. */
export const imageRegistryEntry = fetchedEntry({
  field: "reference",
  asker: (document) => document.session.source.getImageData,
  failed: (entry, message) =>
    new Failure(`failed to load image registry context entry ${entry}: ${message}`),
  wrapsQuery: false,
});
