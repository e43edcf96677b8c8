import { isMapping } from "../../../manifest/path.ts";
import type { JsonObject } from "../../../manifest/resource.ts";
import type { ContextEntry } from "../context-document.ts";
import { mentions } from "../variables/context-query.ts";
import { apiCallEntry } from "./api-call-entry.ts";
import { configMapEntry } from "./config-map-entry.ts";
import type { CompileEntry } from "./entry.ts";
import { globalReferenceEntry } from "./global-reference-entry.ts";
import { imageRegistryEntry } from "./image-registry-entry.ts";
import { variableEntry } from "./variable-entry.ts";

/** Every kind of context entry by its field; a new kind adds its line. */
const ENTRY_KINDS: Readonly<Record<string, CompileEntry>> = {
  variable: variableEntry,
  configMap: configMapEntry,
  apiCall: apiCallEntry,
  globalReference: globalReferenceEntry,
  imageRegistry: imageRegistryEntry,
};

/** Compiles the `context` of a rule or foreach: https://kyverno.io/docs/policy-types/cluster-policy/external-data-sources/ */
export function compileContext(
  entries: readonly JsonObject[] | undefined,
  policyNamespace: string | undefined,
): readonly ContextEntry[] {
  return (entries ?? []).flatMap((entry) => {
    const name = typeof entry["name"] === "string" ? entry["name"] : "";
    for (const [kind, compile] of Object.entries(ENTRY_KINDS)) {
      const block = entry[kind];
      if (isObject(block))
        return [{ name, isNamedIn: mentions(name), load: compile(name, block, policyNamespace) }];
    }
    return [];
  });
}

function isObject(value: unknown): value is JsonObject {
  return isMapping(value);
}
