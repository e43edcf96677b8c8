import { setTimeout as sleep } from "node:timers/promises";
import { createLog, type Log, LOG_LEVELS, type LogLevel } from "./log.ts";
import type { Tracing } from "./operations/tracing.ts";
import { type OnRequest, watchApiCalls } from "./operations/watch-api-calls.ts";
import { createRateLimit } from "./rate-limit.ts";
import { combineObservers, type Observer } from "./observer.ts";
import { UserError } from "../manifest/user-error.ts";

/** How long the end of the server waits for its last spans to be sent. */
const LAST_SPANS_MS = 3000;

/** What lets people see what a server does. */
export interface Operations {
  readonly observer: Observer;
  readonly log: Log;
  /** The page of `/metrics`; undefined where nothing serves it. */
  readonly metrics:
    | (() => Promise<{ readonly contentType: string; readonly text: string }>)
    | undefined;
  /** Tool calls that are running. */
  readonly running: () => number;
  /** Sends and writes what is left. */
  readonly close: () => Promise<void>;
}

/** How to operate a server. */
export interface OperationsOptions {
  readonly version: string;
  readonly isHttp: boolean;
  /** Of --log-level. */
  readonly logLevel?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Starts log, metrics and tracing, each loaded only where and when it is used: a server on stdio loads none of the
 * libraries before its first call. Throws a `UserError` for a log level that does not exist.
 */
export async function startOperations(options: OperationsOptions): Promise<Operations> {
  const { version, isHttp, env } = options;
  const log = createLog(logLevelOf(options));
  const metrics = isHttp
    ? await import("./operations/metrics.ts").then((module) => module.createMetrics(version))
    : undefined;
  const tracing = isTracingWanted(env) ? traceLater(version) : undefined;
  const calls = countCalls();
  const observer = combineObservers(
    [observeForLog(log), metrics?.observer, tracing?.observer, calls.observer].filter(
      (one) => one !== undefined,
    ),
  );
  const listensToApi = metrics !== undefined || tracing !== undefined || log.isEnabled("warn");
  const endWatch = listensToApi ? watchApiCalls(tellBoth(tracing?.onRequest, observer)) : undefined;
  return {
    observer,
    log,
    running: calls.running,
    metrics:
      metrics === undefined
        ? undefined
        : async () => ({ contentType: metrics.contentType, text: await metrics.text() }),
    close: async () => {
      endWatch?.();
      metrics?.close();
      if (tracing !== undefined) await sendSpans(tracing, log);
      await log.flush();
    },
  };
}

/** Whether the environment asks for spans: https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/ */
export function isTracingWanted(env: Readonly<Record<string, string | undefined>>): boolean {
  if (env["OTEL_SDK_DISABLED"]?.toLowerCase() === "true") return false;
  const exporter = env["OTEL_TRACES_EXPORTER"] ?? "";
  if (exporter !== "") return exporter.split(",").includes("otlp");
  const endpoints = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"];
  return endpoints.some((name) => (env[name] ?? "") !== "");
}

/** Quiet on stdio, where nobody reads it and a client may show it as trouble. */
function logLevelOf({ logLevel, env, isHttp }: OperationsOptions): LogLevel {
  const said = logLevel ?? env["KYVERNO_MCP_LOG"] ?? "";
  if (said === "") return isHttp ? "info" : "error";
  const known = LOG_LEVELS.find((level) => level === said.toLowerCase());
  if (known !== undefined) return known;
  const source = logLevel === undefined ? "KYVERNO_MCP_LOG" : "--log-level";
  throw new UserError(`${source} ${said}: not a log level`, {
    hint: `one of ${LOG_LEVELS.join(", ")}`,
  });
}

/** Tracing that begins with the first tool call, which waits for its libraries: listing tools must not. */
function traceLater(version: string): Tracing {
  let loading: Promise<Tracing> | undefined;
  let loaded: Tracing | undefined;
  const load = async (): Promise<Tracing> => {
    const { startTracing } = await import("./operations/tracing.ts");
    loaded = startTracing(version);
    return loaded;
  };
  return {
    observer: {
      async aroundCall(tool, carrier, run) {
        loading ??= load();
        const { aroundCall } = (await loading).observer;
        return aroundCall === undefined ? run() : aroundCall(tool, carrier, run);
      },
      onToolCall: (call) => loaded?.observer.onToolCall?.(call),
      onScan: (scan) => loaded?.observer.onScan?.(scan),
    },
    onRequest: (request) => loaded?.onRequest(request) ?? (() => undefined),
    close: async () => loaded?.close(),
  };
}

/** A collector that does not answer must not keep the server from ending. */
async function sendSpans(tracing: Tracing, log: Log): Promise<void> {
  const patience = new AbortController();
  try {
    await Promise.race([
      tracing.close(),
      sleep(LAST_SPANS_MS, undefined, { signal: patience.signal }).then(() => {
        throw new Error(`the collector took none in ${LAST_SPANS_MS} ms`);
      }),
    ]);
  } catch (error) {
    log.write("warn", "the last spans could not be sent", { error });
  } finally {
    patience.abort();
  }
}

function countCalls(): { readonly running: () => number; readonly observer: Observer } {
  let running = 0;
  return {
    running: () => running,
    observer: {
      async aroundCall(_tool, _carrier, run) {
        running += 1;
        try {
          return await run();
        } finally {
          running -= 1;
        }
      },
    },
  };
}

function tellBoth(traced: OnRequest | undefined, { onApiCall }: Observer): OnRequest {
  return (request) => {
    const end = traced?.(request);
    return (call) => {
      end?.(call);
      onApiCall?.(call);
    };
  };
}

/** Arguments and answers are never logged: they may hold whole manifests. */
function observeForLog(log: Log): Observer {
  // Who is refused again and again must not fill the log with it.
  const mayTell = createRateLimit({ perMinute: 1, burst: 1, maxCallers: 1000 });
  return {
    onToolCall: ({ tool, outcome, ms, caller }) => {
      const fields = { tool, outcome, ms: Math.round(ms), ...(caller !== "" && { caller }) };
      log.write("info", "tool call ended", fields);
    },
    onScan: ({ contexts, policies, seconds, origin = "engine" }) =>
      log.write("info", "scan ended", {
        contexts: contexts.map(({ context }) => context),
        policies: policies.length,
        objects: contexts.reduce((sum, { tally }) => sum + tally.resources, 0),
        violations: contexts.reduce((sum, { tally }) => sum + tally.violations.length, 0),
        notRead: contexts.reduce((sum, { notRead }) => sum + notRead.length, 0),
        seconds: Math.round(seconds * 1000) / 1000,
        origin,
      }),
    onApiCall: ({ ms, ...call }) => {
      const isTrouble = call.failure !== undefined || (call.status ?? 0) >= 500;
      const fields = { ...call, ms: Math.round(ms) };
      log.write(isTrouble ? "warn" : "debug", "API call ended", fields);
    },
    onRefusal: (reason, caller) => {
      if (mayTell(`${reason} ${caller}`) === 0)
        log.write("warn", "request refused", { reason, caller });
    },
  };
}
