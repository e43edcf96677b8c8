import { decodeBase64, encodeBase64 } from "../../values/base64.ts";
import { defineFunction } from "../define-function.ts";
import { QueryError } from "../query-error.ts";
import { LONGEST_TEXT, TOO_LONG } from "./text-limit.ts";

/** `base64_encode`: a text in standard base64. */
export const base64Encode = defineFunction({
  name: "base64_encode",
  summary: "a text in standard base64",
  args: [["string"]],
  returns: ["string"],
  call: ([text]) => {
    const bytes = new TextEncoder().encode(String(text));
    return bytes.length > LONGEST_TEXT ? TOO_LONG : encodeBase64(bytes);
  },
});

/** `base64_decode`: the text behind standard base64. */
export const base64Decode = defineFunction({
  name: "base64_decode",
  summary: "the text behind standard base64",
  args: [["string"]],
  returns: ["string"],
  call: ([text]) => {
    const bytes = decodeBase64(String(text));
    if (!bytes.ok) return new QueryError(bytes.error);
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes.value);
  },
});
