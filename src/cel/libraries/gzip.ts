import { compressGzip, decompressGzip } from "../../values/gzip.ts";
import { overload, type CelLibrary } from "../define-functions.ts";
import { CelError, type CelResult, type CelValue } from "../values.ts";
import { nativeString } from "./native-string.ts";

/** Kyverno's gzip functions. */
export const gzipLibrary: CelLibrary = {
  name: "kyverno.gzip",
  functions: [
    overload(null, "gzip.decompress", ["bytes"], "string", decompress),
    overload(null, "gzip.compress", ["dyn"], "bytes", compress),
  ],
};

function decompress(bytes: Uint8Array): CelResult {
  const plain = decompressGzip(bytes);
  return plain.ok
    ? new TextDecoder("utf-8", { ignoreBOM: true }).decode(plain.value)
    : new CelError(plain.error);
}

function compress(value: CelValue): CelResult {
  const text = nativeString(value);
  return text instanceof CelError ? text : compressGzip(new TextEncoder().encode(text));
}
