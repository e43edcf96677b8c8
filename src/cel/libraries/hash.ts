import { md5, sha1, sha256 } from "../../values/hashes.ts";
import { overload, type CelLibrary } from "../define-functions.ts";

/** Kyverno's hash functions, each with and without the `hash.` prefix. */
export const hashLibrary: CelLibrary = {
  name: "kyverno.hash",
  functions: Object.entries({ md5, sha1, sha256 }).flatMap(([name, hash]) =>
    [name, `hash.${name}`].map((full) =>
      overload(null, full, ["string"], "string", (text: string) =>
        hash(new TextEncoder().encode(text)),
      ),
    ),
  ),
};
