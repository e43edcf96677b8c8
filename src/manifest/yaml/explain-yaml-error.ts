import type { YAMLException } from "js-yaml";
import { MAX_DEPTH } from "./placed-tree.ts";

/** What js-yaml's common complaints mean to somebody who wrote a manifest. */
const HINTS: readonly { readonly reason: RegExp; readonly hint: string }[] = [
  { reason: /tab/i, hint: "indent with spaces" },
  {
    reason: /null byte|non-printable/i,
    hint: "the text holds control characters; is this a YAML file?",
  },
  {
    reason: /bad indentation|end of the stream or a document/i,
    hint: "check the indentation and quotes of this line and the one above",
  },
  { reason: /unidentified alias/i, hint: 'quote a value that begins with "*"' },
  {
    reason: /multiline key|can not read an implicit mapping pair|colon is missed/i,
    hint: "a colon is missing, or a value needs quotes",
  },
  {
    reason: /unexpected end|flow collection|quoted scalar/i,
    hint: "a bracket or a quote is not closed",
  },
  { reason: /reserved|cannot start any token/i, hint: "quote the value" },
];

/** A sentence and a hint for an error of the YAML parser. */
export function explainYamlError(error: YAMLException): { message: string; hint?: string } {
  if (/depth/i.test(error.reason)) return { message: `nested deeper than ${MAX_DEPTH} levels` };
  const hint = HINTS.find(({ reason }) => reason.test(error.reason))?.hint;
  return { message: `not valid YAML: ${error.reason}`, ...(hint !== undefined && { hint }) };
}
