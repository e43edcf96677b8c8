import { parseGoYaml } from "../../manifest/parse-go-yaml.ts";
import { overload, type CelLibrary } from "../define-functions.ts";
import { CelError, type CelResult, type CelValue } from "../values.ts";
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

function parse(text: string): CelResult {
  const yaml = parseGoYaml(text);
  return yaml.ok ? yaml.value : new CelError(`error converting YAML to JSON: ${yaml.message}`);
}
