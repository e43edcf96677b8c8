import type { ScanStore } from "../app/scan-store.ts";
import type { Scan } from "../results/scan.ts";

/** How a tool call ended: `refused` for an answer that says what was wrong with the input or the cluster, `bug` for ours. */
export type ToolOutcome = "ok" | "refused" | "cancelled" | "bug";

/** A tool call that ended. */
export interface ToolCall {
  readonly tool: string;
  readonly outcome: ToolOutcome;
  readonly ms: number;
  /** Who called, as a word that tells callers apart and says nothing of them; empty on stdio. */
  readonly caller: string;
}

/** A request to an API server that ended, each attempt of a repeated one for itself. */
export interface ApiCall {
  readonly method: string;
  /** Path without the query. */
  readonly path: string;
  /** Undefined when there was no answer. */
  readonly status: number | undefined;
  /** Code of the connection's failure, such as `ECONNREFUSED`. */
  readonly failure: string | undefined;
  readonly ms: number;
}

/** Why the HTTP door stayed shut. */
export type Refusal = "unauthorized" | "rate-limited" | "draining";

/** Somebody who is told what the server does. Every method returns at once and never throws. */
export interface Observer {
  readonly onToolCall?: (call: ToolCall) => void;
  readonly onScan?: (scan: Scan) => void;
  readonly onApiCall?: (call: ApiCall) => void;
  readonly onRefusal?: (refusal: Refusal, caller: string) => void;
  /** Runs a call inside something of the observer's own, such as a span; `carrier` may name the caller's. */
  readonly aroundCall?: <T>(tool: string, carrier: unknown, run: () => Promise<T>) => Promise<T>;
}

/** Several observers as one. */
export function combineObservers(observers: readonly Observer[]): Observer {
  return {
    onToolCall: (call) => {
      for (const { onToolCall } of observers) onToolCall?.(call);
    },
    onScan: (scan) => {
      for (const { onScan } of observers) onScan?.(scan);
    },
    onApiCall: (call) => {
      for (const { onApiCall } of observers) onApiCall?.(call);
    },
    onRefusal: (refusal, caller) => {
      for (const { onRefusal } of observers) onRefusal?.(refusal, caller);
    },
    aroundCall: (tool, carrier, run) =>
      observers.reduce(
        (inner, { aroundCall }) =>
          aroundCall === undefined ? inner : () => aroundCall(tool, carrier, inner),
        run,
      )(),
  };
}

/** The store, which tells of every scan that is kept in it. */
export function observeScans(scans: ScanStore, { onScan }: Observer): ScanStore {
  if (onScan === undefined) return scans;
  return {
    ...scans,
    keep(scan) {
      onScan(scan);
      return scans.keep(scan);
    },
    forCaller: (caller) => observeScans(scans.forCaller(caller), { onScan }),
  };
}
