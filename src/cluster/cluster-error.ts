import { UserError } from "../manifest/user-error.ts";

/** Why something of a cluster could not be read, for people and programs alike. */
export type NotReadReason =
  /** 403: the identity lacks the right. */
  | "forbidden"
  /** 401: the credentials are missing, wrong or expired, or could not be obtained. */
  | "unauthorized"
  /** 404: the namespace, the kind or the object does not exist. */
  | "not_found"
  /** No complete answer within the deadline. */
  | "timeout"
  /** No connection: refused, reset, unknown host, untrusted certificate, broken proxy. */
  | "unreachable"
  /** 429, 5xx, or an aggregated API whose server is down. */
  | "unavailable"
  /** An answer that is not what the Kubernetes API promises. */
  | "bad_answer"
  /** An answer larger than this program is ready to hold. */
  | "too_large"
  /** The time for the whole scan was over first. */
  | "deadline";

/** A request to an API server that failed for good; the text carries no credential. */
export class ClusterError extends UserError {
  readonly reason: NotReadReason;
  /** HTTP status of the answer, when there was one. */
  readonly status: number | undefined;
  /** Token that resumes an expired list, from the body of a 410. */
  readonly resumeToken: string | undefined;
  constructor(
    reason: NotReadReason,
    message: string,
    options: {
      readonly hint?: string;
      readonly cause?: unknown;
      readonly status?: number;
      readonly resumeToken?: string;
    } = {},
  ) {
    super(message, options);
    this.name = "ClusterError";
    this.reason = reason;
    this.status = options.status;
    this.resumeToken = options.resumeToken;
  }
}
