import { decodeX509 } from "../../values/x509.ts";
import { defineFunction } from "../define-function.ts";
import { QueryError } from "../query-error.ts";

/** `x509_decode`: what a certificate or certificate request says; RSA only. */
export const x509Decode = defineFunction({
  name: "x509_decode",
  summary: "what a PEM certificate or certificate request says",
  args: [["string"]],
  returns: ["object"],
  call: ([text]) => {
    const certificate = decodeX509(String(text), "jmespath");
    return certificate.ok ? certificate.value : new QueryError(certificate.error);
  },
});
