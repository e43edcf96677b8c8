import type { Kubeconfig } from "../cluster/load-kubeconfig.ts";
import type { Services } from "./services.ts";

/** A context as answers show it: names and the server's address, never a credential. */
export interface ContextRow {
  readonly context: string;
  readonly cluster: string;
  readonly server: string;
  readonly namespace?: string;
  /** Used when a call names no context. */
  readonly selected: boolean;
  readonly reachable?: boolean;
  /** Kubernetes version of a cluster that answered. */
  readonly version?: string;
  /** Why it did not answer. */
  readonly problem?: string;
}

/** Every context of the kubeconfig and which one this session uses. */
export interface ContextList {
  readonly contexts: readonly ContextRow[];
  /** Of all contexts, also those not shown. */
  readonly total: number;
  readonly hint?: string;
}

/** How long a cluster may take to say its version; all are asked at once. */
const VERSION_DEADLINE_MS = 2000;
/** More contexts than this are not asked: their number makes the answer long, not better. */
const MAX_ASKED = 12;
const MAX_SHOWN = 40;

/** Lists the contexts of the kubeconfig, asking each cluster for its version within a short deadline. */
export async function listContexts(
  { reach = true }: { readonly reach?: boolean },
  services: Services,
): Promise<ContextList> {
  const kubeconfig = await services.loadKubeconfig();
  const { contexts } = kubeconfig;
  if (contexts.length === 0) {
    return {
      contexts: [],
      total: 0,
      hint: `no context found in ${kubeconfig.searched.join(", ")}: set KUBECONFIG for cluster tools; check_manifests, explain_policy and list_policies work without a cluster`,
    };
  }
  const selected =
    services.selection.current() ?? kubeconfig.currentContext ?? onlyName(kubeconfig);
  // The selected one is always shown and asked, however many come before it.
  const ordered = contexts.toSorted(
    (a, b) => Number(b.name === selected) - Number(a.name === selected),
  );
  const rows = await Promise.all(
    ordered.slice(0, MAX_SHOWN).map(async (context, index) => ({
      context: context.name,
      cluster: context.cluster,
      server: serverAddress(kubeconfig, context.cluster),
      ...(context.namespace !== undefined && { namespace: context.namespace }),
      selected: context.name === selected,
      ...(reach && index < MAX_ASKED && (await askVersion(context.name, services))),
    })),
  );
  return { contexts: rows, total: contexts.length, ...hintFor(kubeconfig, selected, rows) };
}

/** Asks one cluster for its version; what keeps it from answering is a fact, not an error. */
export async function askVersion(
  context: string,
  services: Services,
): Promise<Pick<ContextRow, "reachable" | "version" | "problem">> {
  const deadline = AbortSignal.timeout(VERSION_DEADLINE_MS);
  const signal =
    services.signal === undefined ? deadline : AbortSignal.any([deadline, services.signal]);
  try {
    const connection = await services.connect(context);
    const asked = connection.version({ signal, timeoutMs: VERSION_DEADLINE_MS });
    const { gitVersion } = await withDeadline(asked, signal);
    return { reachable: true, version: gitVersion };
  } catch (error) {
    if (services.signal?.aborted === true) throw error;
    const problem = deadline.aborted
      ? `no answer within ${VERSION_DEADLINE_MS / 1000} s`
      : messageOf(error);
    return { reachable: false, problem };
  }
}

/** Ends at the deadline even where a credential plugin hangs before any request is sent. */
function withDeadline<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const stop = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(new Error("deadline")), { once: true });
  });
  return Promise.race([work, stop]);
}

function onlyName({ contexts }: Kubeconfig): string | undefined {
  return contexts.length === 1 ? contexts[0]?.name : undefined;
}

/** The cluster's address without user name or password, which a URL may carry. */
function serverAddress({ clusters }: Kubeconfig, cluster: string): string {
  const server = clusters.get(cluster)?.server ?? "";
  if (!URL.canParse(server)) return server === "" ? "(not in the kubeconfig)" : "(not a URL)";
  const { protocol, host, pathname } = new URL(server);
  return `${protocol}//${host}${pathname === "/" ? "" : pathname}`;
}

function hintFor(
  { contexts }: Kubeconfig,
  selected: string | undefined,
  rows: readonly ContextRow[],
): { hint?: string } {
  const hints: string[] = [];
  if (selected === undefined) hints.push("no context is selected: pass context to cluster tools");
  else if (!contexts.some(({ name }) => name === selected))
    hints.push(`the selected context ${JSON.stringify(selected)} does not exist`);
  if (rows.length < contexts.length)
    hints.push(`${contexts.length - rows.length} more contexts are not shown; all can be named`);
  if (contexts.length > MAX_ASKED)
    hints.push(`only the first ${MAX_ASKED} were asked for their version`);
  return hints.length === 0 ? {} : { hint: hints.join("; ") };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
