import { ClusterError, type NotReadReason } from "./cluster-error.ts";

/** Something of a cluster that was asked for and not read: a scan that has one is not complete. */
export interface NotRead {
  readonly context: string;
  /** Absent: cluster-wide, or a cluster-scoped resource. */
  readonly namespace?: string;
  /** `plural` or `plural.group`, as kubectl writes it; `group/version` for an API that could not be discovered. */
  readonly resource: string;
  readonly reason: NotReadReason;
  readonly message: string;
  readonly hint: string;
}

/** What could not be read because of `error`; an error that is no `ClusterError` is a bug and thrown again. */
export function toNotRead(
  error: unknown,
  what: { readonly context: string; readonly namespace?: string; readonly resource: string },
): NotRead {
  if (!(error instanceof ClusterError)) throw error;
  return {
    ...what,
    reason: error.reason,
    message: error.message,
    hint: error.reason === "forbidden" ? accessHint(what) : (error.hint ?? "try again"),
  };
}

function accessHint({
  context,
  namespace,
  resource,
}: {
  context: string;
  namespace?: string;
  resource: string;
}): string {
  const where = namespace === undefined ? "--all-namespaces" : `--namespace ${namespace}`;
  return `ask for a role that may list ${resource}; check with: kubectl auth can-i list ${resource} ${where} --context ${context}`;
}
