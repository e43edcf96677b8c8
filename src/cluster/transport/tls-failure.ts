import { ClusterError } from "../cluster-error.ts";

/** The error for a TLS connection that failed, by OpenSSL's and Node's codes; undefined when it failed otherwise. */
export function tlsFailure(server: string, code: string, cause: unknown): ClusterError | undefined {
  const mistrust = MISTRUST[code];
  if (mistrust !== undefined) {
    return new ClusterError(
      "unreachable",
      `${server} shows a certificate that is not trusted: ${mistrust.words} (${code})`,
      { hint: mistrust.hint, cause },
    );
  }
  if (/^ERR_SSL_.*(?:ALERT|CERTIFICATE_REQUIRED)/u.test(code)) {
    return new ClusterError(
      "unauthorized",
      `${server} refuses the client certificate of the kubeconfig (${code})`,
      { hint: "renew client-certificate and client-key of the user in the kubeconfig", cause },
    );
  }
  if (code.startsWith("ERR_OSSL_")) {
    return new ClusterError(
      "unauthorized",
      `the client certificate or key in the kubeconfig cannot be used (${code})`,
      { hint: "check client-certificate and client-key of the user: PEM, and a pair", cause },
    );
  }
  if (/^(?:ERR_SSL_|EPROTO)/u.test(code)) {
    return new ClusterError("unreachable", `${server} does not speak TLS as expected (${code})`, {
      hint: "check the server's address and port, and whether it is https",
      cause,
    });
  }
  return undefined;
}

interface Mistrust {
  readonly words: string;
  readonly hint: string;
}

const UNKNOWN_AUTHORITY: Mistrust = {
  words: "an authority that the kubeconfig does not trust signed it",
  hint: "check certificate-authority of the cluster in the kubeconfig",
};

/** https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const MISTRUST: Readonly<Record<string, Mistrust>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: UNKNOWN_AUTHORITY,
  SELF_SIGNED_CERT_IN_CHAIN: UNKNOWN_AUTHORITY,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNKNOWN_AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT: UNKNOWN_AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNKNOWN_AUTHORITY,
  CERT_SIGNATURE_FAILURE: UNKNOWN_AUTHORITY,
  CERT_UNTRUSTED: UNKNOWN_AUTHORITY,
  CERT_HAS_EXPIRED: {
    words: "it has expired",
    hint: "renew the server's certificate, or check this machine's clock",
  },
  CERT_NOT_YET_VALID: {
    words: "it is not valid yet",
    hint: "check this machine's clock",
  },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    words: "it is for another host name",
    hint: "correct the server's address, or set tls-server-name of the cluster in the kubeconfig",
  },
};
