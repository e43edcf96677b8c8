import { decodeBase64, encodeBase64 } from "../../values/base64.ts";
import { overload, type CelLibrary } from "../define-functions.ts";
import { CelError, type CelResult } from "../values.ts";
import { encodeProtoJson } from "./json-text.ts";

// oxfmt-ignore
/** cel-go's ext.Encoders. */
export const encodersLibrary: CelLibrary = {
  name: "ext.encoders",
  functions: [
    overload(null, "base64.decode", ["string"], "bytes",  decode),
    overload(null, "base64.encode", ["bytes"],  "string", encodeBase64),
    overload(null, "json.encode",   ["dyn"],    "string", encodeProtoJson),
  ],
};

/** A text without padding is read as well; the error is then the one of the second try. */
function decode(text: string): CelResult {
  const padded = decodeBase64(text);
  if (padded.ok) return padded.value;
  const raw = decodeBase64(text, true);
  return raw.ok ? raw.value : new CelError(raw.error);
}
