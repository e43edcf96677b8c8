import { ClusterError, type NotReadReason } from "../cluster-error.ts";
import { errorCode } from "../error-code.ts";
import { objectAt, textAt } from "../json-fields.ts";
import { tlsFailure } from "./tls-failure.ts";

/** What an API server answered. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  /** Milliseconds of `Retry-After`, when it was sent. */
  readonly retryAfterMs: number | undefined;
  readonly body: Buffer;
}

const REASON_OF_STATUS: Readonly<Record<number, NotReadReason>> = {
  401: "unauthorized",
  403: "forbidden",
  404: "not_found",
  405: "not_found",
  408: "timeout",
  // Somebody else's change was faster; nothing is wrong with the request.
  409: "unavailable",
  // The list changes faster than it can be read.
  410: "unavailable",
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
  too_large: "scan fewer namespaces or kinds at once",
  deadline: "allow the scan more time, or scan fewer namespaces or kinds",
};

/** The error for an answer that is not 2xx; the words are those of its Status object, then `note`. */
export function failedAnswer(
  server: string,
  path: string,
  answer: Answer,
  note: string | undefined,
): ClusterError {
  const { status, retryAfterMs } = answer;
  const reason =
    REASON_OF_STATUS[status] ?? (status === 429 || status >= 500 ? "unavailable" : "bad_answer");
  const body = statusObject(answer);
  const words = clean(textAt(body, "message")) || `${server} answered ${status} to ${path}`;
  const wait =
    reason === "unavailable" && retryAfterMs !== undefined && retryAfterMs > 0
      ? `it asks to come back in ${Math.ceil(retryAfterMs / 1000)} s`
      : undefined;
  const message = [words, wait, note].filter((part) => part !== undefined).join("; ");
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

/** The error for a body that is larger than this program is ready to hold. */
export function tooLarge(server: string, path: string, maxBytes: number): ClusterError {
  const megabytes = Math.round(maxBytes / 1024 / 1024);
  return new ClusterError(
    "too_large",
    `${server} answered more than ${megabytes} MB to ${path.split("?")[0]}`,
    { hint: HINT_OF_REASON["too_large"] },
  );
}

/** The error for a request that ran out of time; `stage` says how far it came. */
export function timedOut(
  server: string,
  path: string,
  { ms, stage = "no answer" }: { readonly ms: number; readonly stage?: string },
): ClusterError {
  return new ClusterError(
    "timeout",
    `${stage} from ${server} to ${path.split("?")[0]} within ${ms / 1000} s`,
    { hint: HINT_OF_REASON["timeout"] },
  );
}

/** The error for a request for which the scan had no time left. */
export function pastDeadline(server: string, path: string): ClusterError {
  return new ClusterError(
    "deadline",
    `the time for this scan was over before ${server} had answered ${path.split("?")[0]}`,
    { hint: HINT_OF_REASON["deadline"] },
  );
}

/** The error for a connection that failed, by Node's and undici's codes; `proxy` is the one it went through. */
export function failedConnection(
  server: string,
  error: unknown,
  proxy: string | undefined,
): ClusterError {
  const code = errorCode(error);
  const tls = tlsFailure(server, code, error);
  if (tls !== undefined) return tls;
  if (code === "UND_ERR_CONNECT_TIMEOUT" || code === "ETIMEDOUT") {
    const what = proxy === undefined ? server : `${server} through the proxy ${proxy}`;
    return new ClusterError("timeout", `${what} does not accept connections (${code})`, {
      hint: HINT_OF_REASON["unreachable"],
      cause: error,
    });
  }
  const words =
    proxyWords(error) ??
    WORDS_OF_CODE[code] ??
    (code === "" ? "the connection failed" : `the connection failed (${code})`);
  const way = proxy === undefined ? "" : ` through the proxy ${proxy}`;
  return new ClusterError("unreachable", `${server} cannot be reached${way}: ${words}`, {
    hint: HINT_OF_REASON["unreachable"],
    cause: error,
  });
}

/** What a proxy answered to CONNECT, which undici tells only in its message. */
function proxyWords(error: unknown): string | undefined {
  const text = error instanceof Error ? error.message : "";
  const status = /Proxy response \((?<status>\d{3})\)/u.exec(text)?.groups?.["status"];
  if (status === undefined && !text.includes("(407)")) return undefined;
  return `the proxy refuses with ${status ?? "407"}`;
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
]);

const WORDS_OF_CODE: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there (connection refused)",
  ENOTFOUND: "its host name is unknown",
  EAI_AGAIN: "its host name could not be looked up",
  EHOSTUNREACH: "no route to the host",
  ENETUNREACH: "no route to the network",
  ECONNRESET: "the connection was reset",
  UND_ERR_SOCKET: "the connection was closed",
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: "its answer was cut short",
  HPE_INVALID_EOF_STATE: "its answer was cut short",
  Z_BUF_ERROR: "its answer was cut short",
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
