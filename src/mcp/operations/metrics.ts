import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Scan } from "../../results/scan.ts";
import { violationsOf } from "../../results/scan.ts";
import type { ApiCall, Observer, Refusal, ToolCall } from "../observer.ts";

/** Numbers about the server in the Prometheus text format, and the observer that counts. */
export interface Metrics {
  readonly observer: Observer;
  readonly contentType: string;
  readonly text: () => Promise<string>;
  /** Stops what watches the process. */
  readonly close: () => void;
}

/** Seconds: from an answer out of memory to a scan at its deadline. */
const BUCKETS = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];

/**
 * Metrics in a registry of their own. Labels have few values and none that comes from a cluster or a caller, so that
 * they neither grow nor tell anything of what is scanned.
 */
export function createMetrics(version: string): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: "kyverno_mcp_info",
    help: "1, labelled with the version that runs.",
    labelNames: ["version"],
    registers: [registry],
  }).set({ version }, 1);
  const observer: Observer = {
    ...observeCalls(registry),
    ...observeScanning(registry),
    ...observeApi(registry),
  };
  return {
    observer,
    contentType: registry.contentType,
    text: () => registry.metrics(),
    close: () => registry.clear(),
  };
}

function observeCalls(registry: Registry): Observer {
  const registers = [registry];
  const calls = new Counter({
    name: "kyverno_mcp_tool_calls_total",
    help: "Tool calls that ended, by tool and outcome (ok, refused, cancelled, bug).",
    labelNames: ["tool", "outcome"],
    registers,
  });
  const durations = new Histogram({
    name: "kyverno_mcp_tool_call_duration_seconds",
    help: "How long tool calls took, by tool.",
    labelNames: ["tool"],
    buckets: BUCKETS,
    registers,
  });
  const running = new Gauge({
    name: "kyverno_mcp_running_tool_calls",
    help: "Tool calls that are running.",
    registers,
  });
  const refusals = new Counter({
    name: "kyverno_mcp_http_refusals_total",
    help: "HTTP requests that were not let in, by reason (unauthorized, rate-limited, draining).",
    labelNames: ["reason"],
    registers,
  });
  return {
    onToolCall({ tool, outcome, ms }: ToolCall) {
      calls.inc({ tool, outcome });
      durations.observe({ tool }, ms / 1000);
    },
    onRefusal: (reason: Refusal) => refusals.inc({ reason }),
    async aroundCall(_tool, _carrier, run) {
      running.inc();
      try {
        return await run();
      } finally {
        running.dec();
      }
    },
  };
}

function observeScanning(registry: Registry): Observer {
  const registers = [registry];
  const scans = new Counter({
    name: "kyverno_mcp_scans_total",
    help: "Scans that ended, by origin (cluster, manifests, reports) and whether everything was read.",
    labelNames: ["origin", "complete"],
    registers,
  });
  const durations = new Histogram({
    name: "kyverno_mcp_scan_duration_seconds",
    help: "How long scans took, by origin.",
    labelNames: ["origin"],
    buckets: BUCKETS,
    registers,
  });
  const counter = (name: string, help: string): Counter => new Counter({ name, help, registers });
  const evaluations = counter("kyverno_mcp_rule_evaluations_total", "Rules evaluated on objects.");
  const objects = counter("kyverno_mcp_scanned_objects_total", "Objects read by scans.");
  const violations = counter(
    "kyverno_mcp_violations_total",
    "Rows of violations that scans found.",
  );
  return {
    onScan(scan) {
      const origin = originOf(scan);
      const complete = scan.contexts.every(({ notRead }) => notRead.length === 0);
      scans.inc({ origin, complete: String(complete) });
      durations.observe({ origin }, scan.seconds);
      violations.inc(violationsOf(scan).length);
      for (const { tally } of scan.contexts) {
        objects.inc(tally.resources);
        // What reports say was evaluated by others.
        if (origin !== "reports") evaluations.inc(tally.rulesEvaluated);
      }
    },
  };
}

/** Manifests have no context. */
export function originOf({ origin, contexts }: Scan): "cluster" | "manifests" | "reports" {
  if (origin !== undefined) return origin;
  return contexts.every(({ context }) => context === "") ? "manifests" : "cluster";
}

function observeApi(registry: Registry): Observer {
  const registers = [registry];
  const calls = new Counter({
    name: "kyverno_mcp_api_calls_total",
    help: "Requests to API servers, by status code; `none` where there was no answer.",
    labelNames: ["code"],
    registers,
  });
  const errors = new Counter({
    name: "kyverno_mcp_api_errors_total",
    help: "Requests to API servers that failed, by status code or the connection's error.",
    labelNames: ["reason"],
    registers,
  });
  const durations = new Histogram({
    name: "kyverno_mcp_api_call_duration_seconds",
    help: "How long requests to API servers took, bodies included.",
    buckets: BUCKETS,
    registers,
  });
  return {
    onApiCall({ status, failure, ms }: ApiCall) {
      calls.inc({ code: status === undefined ? "none" : String(status) });
      durations.observe(ms / 1000);
      if (failure !== undefined) errors.inc({ reason: failure });
      else if (status !== undefined && status >= 400) errors.inc({ reason: String(status) });
    },
  };
}
