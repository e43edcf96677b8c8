import { overload, type CelLibrary } from "../define-functions.ts";
import { CelError, type CelResult } from "../values.ts";
import { compileRegex } from "./regex-cache.ts";
import { findMatches, groupText } from "../../values/go-regexp.ts";

// oxfmt-ignore
/** Kubernetes' `find` and `findAll` (apiserver pkg/cel/library/regex.go). */
export const kubernetesRegexLibrary: CelLibrary = {
  name: "k8s.regex",
  functions: [
    overload("string", "find",    ["string"],        "string",       find),
    overload("string", "findAll", ["string"],        "list(string)", findAll),
    overload("string", "findAll", ["string", "int"], "list(string)", findAll),
  ],
};

function find(text: string, pattern: string): CelResult {
  const found = findAll(text, pattern, 1n);
  return found instanceof CelError ? found : (found[0] ?? "");
}

function findAll(text: string, pattern: string, limit = -1n): readonly string[] | CelError {
  const regex = compileRegex(pattern);
  if (regex instanceof CelError) return new CelError(`Illegal regex: ${regex.message}`);
  // The regex engine counts in small numbers; no text has more matches than this.
  const most = limit > 2n ** 31n ? -1 : Number(limit);
  return findMatches(regex, text, most).map((match) => groupText(text, match, 0));
}
