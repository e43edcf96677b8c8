import { decodeX509 } from "../../values/x509.ts";
import { overload, type CelLibrary } from "../define-functions.ts";
import { CelError, type CelResult } from "../values.ts";

/** Kyverno's `x509.decode`. */
export const x509Library: CelLibrary = {
  name: "kyverno.x509",
  functions: [overload(null, "x509.decode", ["string"], "dyn", decode)],
};

function decode(text: string): CelResult {
  const certificate = decodeX509(text, "cel");
  return certificate.ok ? certificate.value : new CelError(certificate.error);
}
