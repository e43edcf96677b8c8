import { ClusterError, type NotReadReason } from "../cluster-error.ts";
import { errorCode } from "../error-code.ts";
import { objectAt, textAt } from "../json-fields.ts";

/** What an API server answered. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  /** Seconds of `Retry-After`, when it was sent. */
  readonly retryAfter: number | undefined;
  readonly body: Buffer;
}

const REASON_OF_STATUS: Readonly<Record<number, NotReadReason>> = {
  401: "unauthorized",
  403: "forbidden",
  404: "not_found",
  405: "not_found",
  408: "timeout",
  504: "timeout",
};

const HINT_OF_REASON: Readonly<Record<NotReadReason, string>> = {
  forbidden: "use a context that may read it, or ask for the right",
  unauthorized: "log in again, or check the user's token or certificate in the kubeconfig",
  not_found: "check the name; `kubectl api-resources` lists what the server has",
  timeout: "try again, allow more time, or scan fewer namespaces",
  unreachable: "check that the cluster is up and the network reaches it (VPN, proxy, address)",
  unavailable: "try again later; the server is overloaded or one of its APIs is down",
  bad_answer: "check the server address: it does not answer as a Kubernetes API server",
};

/** The error for an answer that is not 2xx; the words are those of its Status object. */
export function failedAnswer(server: string, path: string, answer: Answer): ClusterError {
  const { status } = answer;
  const reason =
    REASON_OF_STATUS[status] ?? (status === 429 || status >= 500 ? "unavailable" : "bad_answer");
  const body = statusObject(answer);
  const message = clean(textAt(body, "message")) || `${server} answered ${status} to ${path}`;
  const resumeToken = textAt(objectAt(body, "metadata"), "continue");
  return new ClusterError(reason, message, {
    status,
    hint: HINT_OF_REASON[reason],
    ...(resumeToken !== "" && { resumeToken }),
  });
}

/** The error for an answer whose body is not what was asked for. */
export function badAnswer(server: string, path: string, what: string): ClusterError {
  return new ClusterError("bad_answer", `${server} answered ${what} to ${path}`, {
    hint: HINT_OF_REASON["bad_answer"],
  });
}

/** The error for a request that ran out of time. */
export function timedOut(server: string, path: string, timeoutMs: number): ClusterError {
  return new ClusterError(
    "timeout",
    `no answer from ${server} to ${path} within ${timeoutMs / 1000} s`,
    {
      hint: HINT_OF_REASON["timeout"],
    },
  );
}

/** The error for a connection that failed, by Node's and undici's codes. */
export function failedConnection(server: string, error: unknown): ClusterError {
  const code = errorCode(error);
  if (TRUST_CODES.has(code)) {
    return new ClusterError(
      "unreachable",
      `${server} shows a certificate that is not trusted (${code})`,
      {
        hint: "check certificate-authority and tls-server-name of the cluster in the kubeconfig",
        cause: error,
      },
    );
  }
  if (code === "UND_ERR_CONNECT_TIMEOUT" || code === "ETIMEDOUT") {
    return new ClusterError("timeout", `${server} does not accept connections (${code})`, {
      hint: HINT_OF_REASON["unreachable"],
      cause: error,
    });
  }
  const words =
    WORDS_OF_CODE[code] ??
    (code === "" ? "the connection failed" : `the connection failed (${code})`);
  return new ClusterError("unreachable", `${server} cannot be reached: ${words}`, {
    hint: HINT_OF_REASON["unreachable"],
    cause: error,
  });
}

/** Whether a request whose connection broke may be sent again: the server closed a kept connection, or cut the answer short. */
export function isBrokenConnection(error: unknown): boolean {
  return BROKEN_CODES.has(errorCode(error));
}

const BROKEN_CODES = new Set([
  "UND_ERR_SOCKET",
  "ECONNRESET",
  "EPIPE",
  "UND_ERR_RES_CONTENT_LENGTH_MISMATCH",
  "HPE_INVALID_EOF_STATE",
  "Z_BUF_ERROR",
  "ERR_CUT_SHORT",
]);

const TRUST_CODES = new Set([
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "CERT_HAS_EXPIRED",
  "CERT_NOT_YET_VALID",
  "CERT_SIGNATURE_FAILURE",
  "ERR_TLS_CERT_ALTNAME_INVALID",
]);

const WORDS_OF_CODE: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there (connection refused)",
  ENOTFOUND: "its host name is unknown",
  EAI_AGAIN: "its host name could not be looked up",
  EHOSTUNREACH: "no route to the host",
  ENETUNREACH: "no route to the network",
  ECONNRESET: "the connection was reset",
  UND_ERR_SOCKET: "the connection was closed",
};

function statusObject({ contentType, body }: Answer): unknown {
  if (!contentType.includes("json")) return undefined;
  try {
    const parsed: unknown = JSON.parse(body.toString("utf8"));
    return textAt(parsed, "kind") === "Status" ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** Text from a server on one line, without control or direction characters, at most 300 characters. */
function clean(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, " ")
    .trim()
    .slice(0, 300);
}
