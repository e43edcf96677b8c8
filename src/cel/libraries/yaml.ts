import { parseDocuments } from "../../manifest/parse-documents.ts";
import { overload, type CelLibrary } from "../define-functions.ts";
import { CelError, type CelResult, type CelValue } from "../values.ts";
import { goYamlError } from "./go-yaml-error.ts";
import { LibraryObject } from "./library-object.ts";

const TYPE = "yaml.Yaml";

/** Kyverno's `yaml.parse`: the first document as sigs.k8s.io/yaml reads it, every number a double. */
export const yamlLibrary: CelLibrary = {
  name: "kyverno.yaml",
  constants: { yaml: { type: TYPE, value: new LibraryObject(TYPE) } },
  functions: [
    overload(TYPE, "parse", ["string"], "dyn", (_: CelValue, text: string) => parse(text)),
  ],
};

/** A version that the reader of manifests tolerates, but Go does not. */
const OTHER_VERSION = /^%YAML +(?!1\.1\s)/;

function parse(text: string): CelResult {
  if (OTHER_VERSION.test(text)) return failed("yaml: found incompatible YAML document");
  const { documents, problems } = parseDocuments(text, "-");
  const [first] = documents;
  if (first !== undefined) return first.value;
  const problem = problems.find(({ level }) => level !== "warning");
  return problem === undefined ? null : failed(goYamlError(text, problem));
}

function failed(reason: string): CelError {
  return new CelError(`error converting YAML to JSON: ${reason}`);
}
