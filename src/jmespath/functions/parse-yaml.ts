import { parseGoYaml } from "../../manifest/parse-go-yaml.ts";
import { defineFunction } from "../define-function.ts";
import { QueryError } from "../query-error.ts";

/** `parse_yaml`: the value of a YAML text's first document, read as YAML 1.1. */
export const parseYaml = defineFunction({
  name: "parse_yaml",
  summary: "the value of a YAML text",
  args: [["string"]],
  returns: ["any"],
  call: ([text]) => {
    const yaml = parseGoYaml(String(text));
    return yaml.ok ? yaml.value : new QueryError(yaml.message);
  },
});
