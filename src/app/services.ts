import type { ClusterConnection } from "../cluster/connect.ts";
import type { Kubeconfig } from "../cluster/load-kubeconfig.ts";
import type { Framework } from "../policy/frameworks.ts";
import type { PolicySet } from "../policy/policy-sets.ts";
import type { ScanStore } from "./scan-store.ts";

/**
 * Everything a use-case needs from outside, and for one call: whom to tell and when to stop. `createServices` makes
 * the real ones, tests pass fakes; a face adds `signal` and `onProgress` with `{ ...services, signal, onProgress }`.
 */
export interface Services {
  /** The merged kubeconfig; no kubeconfig at all gives one without contexts. Never written. */
  readonly loadKubeconfig: () => Promise<Kubeconfig>;
  /** A connection to a named context, shared by all calls; opening it sends nothing yet. */
  readonly connect: (context: string) => Promise<ClusterConnection>;
  readonly listPolicySets: () => Promise<readonly PolicySet[]>;
  /** Throws a `UserError` that names the nearest set. */
  readonly loadPolicySet: (name: string) => Promise<PolicySet>;
  /** The frameworks that policies of the sets are mapped to. */
  readonly loadFrameworks: () => Promise<readonly Framework[]>;
  /** Which context this session looks at when a call names none. */
  readonly selection: ContextSelection;
  /** Scans that later calls page through by handle. */
  readonly scans: ScanStore;
  /** Aborted when the caller no longer wants the answer. */
  readonly signal?: AbortSignal;
  /** Told how far a long call is; shown to people, never parsed. */
  readonly onProgress?: (progress: Progress) => void;
}

/** How far a call is: `done` of `total` (absent while unknown) steps. */
export interface Progress {
  readonly done: number;
  readonly total?: number;
  readonly message: string;
}

/** The context a session selected for itself; lives in memory only. */
export interface ContextSelection {
  /** False where calls share no session (stateless HTTP): selecting is then answered with a hint, not kept. */
  readonly isKept: boolean;
  readonly current: () => string | undefined;
  readonly select: (context: string) => void;
}

/** A selection kept in this process, or one that keeps nothing. */
export function createSelection(isKept: boolean): ContextSelection {
  let selected: string | undefined;
  return {
    isKept,
    current: () => selected,
    select(context) {
      if (isKept) selected = context;
    },
  };
}
