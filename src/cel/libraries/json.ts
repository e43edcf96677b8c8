import { parseGoJson } from "../../values/go-json.ts";
import { overload, type CelLibrary } from "../define-functions.ts";
import { CelError, type CelResult, type CelValue } from "../values.ts";
import { marshalJson } from "./json-text.ts";
import { LibraryObject } from "./library-object.ts";
import { nativeString } from "./native-string.ts";

const TYPE = "json.Json";

// oxfmt-ignore
/** Kyverno's `json`: its numbers are doubles. */
export const jsonLibrary: CelLibrary = {
  name: "kyverno.json",
  constants: { json: { type: TYPE, value: new LibraryObject(TYPE) } },
  functions: [
    overload(TYPE, "unmarshal", ["dyn"], "dyn",    (_: CelValue, text: CelValue) => unmarshal(text)),
    overload(TYPE, "marshal",   ["dyn"], "string", (_: CelValue, value: CelValue) => marshalJson(value)),
  ],
};

function unmarshal(value: CelValue): CelResult {
  const text = nativeString(value);
  if (text instanceof CelError) return text;
  const json = parseGoJson(text);
  return json.ok ? json.value : new CelError(json.error);
}
