import { parseDocuments } from "./parse-documents.ts";
import type { Json } from "./resource.ts";
import { goYamlError } from "./yaml/go-yaml-error.ts";

/** The value of a YAML text, or go-yaml's words for what is wrong with it. */
export type ParsedYaml =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly message: string };

/** A version that the reader of manifests tolerates, but Go does not. */
const OTHER_VERSION = /^%YAML +(?!1\.1\s)/;

/** Reads the first document of a text as Go's sigs.k8s.io/yaml does; an empty text is null, every number a double. */
export function parseGoYaml(text: string): ParsedYaml {
  if (OTHER_VERSION.test(text))
    return { ok: false, message: "yaml: found incompatible YAML document" };
  const { documents, problems } = parseDocuments(text, "-");
  const [first] = documents;
  if (first !== undefined) return { ok: true, value: first.value };
  const problem = problems.find(({ level }) => level !== "warning");
  return problem === undefined
    ? { ok: true, value: null }
    : { ok: false, message: goYamlError(text, problem) };
}
