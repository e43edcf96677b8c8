import {
  type Attributes,
  context,
  type Context,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from "@opentelemetry/resources";
import { BatchSpanProcessor, NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import { type Scan, violationsOf } from "../../results/scan.ts";
import type { Observer } from "../observer.ts";
import { originOf } from "./metrics.ts";
import type { OnRequest } from "./watch-api-calls.ts";

/** Spans of tool calls, scans and requests to API servers, sent as the OTEL_* variables say. */
export interface Tracing {
  readonly observer: Observer;
  readonly onRequest: OnRequest;
  /** Sends what is left. */
  readonly close: () => Promise<void>;
}

/** Starts tracing in this process. Exporter, sampler, batching and resource attributes come from the OTEL_* variables. */
export function startTracing(version: string): Tracing {
  const provider = new NodeTracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ "service.name": "kyverno-mcp", "service.version": version }))
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  provider.register();
  const tracer = trace.getTracer("kyverno-mcp", version);
  const observer: Observer = {
    aroundCall: (tool, carrier, run) =>
      tracer.startActiveSpan(
        `tools/call ${tool}`,
        {
          kind: SpanKind.SERVER,
          attributes: { "mcp.method.name": "tools/call", "gen_ai.tool.name": tool },
        },
        parentOf(carrier),
        (span) => runIn(span, run),
      ),
    onToolCall: ({ outcome }) => {
      const span = trace.getActiveSpan();
      span?.setAttribute("kyverno_mcp.outcome", outcome);
      if (outcome === "ok") return;
      span?.setAttribute("error.type", outcome);
      if (outcome === "bug") span?.setStatus({ code: SpanStatusCode.ERROR });
    },
    onScan: (scan) => {
      const now = Date.now();
      const options = { startTime: now - scan.seconds * 1000, attributes: attributesOf(scan) };
      tracer.startSpan("scan", options).end(now);
    },
  };
  const onRequest: OnRequest = ({ method, path, server }) => {
    const span = tracer.startSpan(method, {
      kind: SpanKind.CLIENT,
      attributes: { "http.request.method": method, "url.path": path, "server.address": server },
    });
    return ({ status, failure }) => {
      if (status !== undefined) span.setAttribute("http.response.status_code", status);
      const error = failure ?? (status !== undefined && status >= 400 ? String(status) : undefined);
      if (error !== undefined) {
        span.setAttribute("error.type", error).setStatus({ code: SpanStatusCode.ERROR });
      }
      span.end();
    };
  };
  return { observer, onRequest, close: () => provider.shutdown() };
}

/** The span that the caller names in `_meta`, as W3C Trace Context has it; none when it names none. */
function parentOf(carrier: unknown): Context {
  const active = context.active();
  if (typeof carrier !== "object" || carrier === null) return active;
  return propagation.extract(active, carrier);
}

async function runIn<T>(span: Span, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    span.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    span.end();
  }
}

function attributesOf(scan: Scan): Attributes {
  const { contexts, policies } = scan;
  return {
    "kyverno_mcp.scan.origin": originOf(scan),
    "kyverno_mcp.scan.contexts": contexts.length,
    "kyverno_mcp.scan.policies": policies.length,
    "kyverno_mcp.scan.objects": contexts.reduce((sum, { tally }) => sum + tally.resources, 0),
    "kyverno_mcp.scan.violations": violationsOf(scan).length,
    "kyverno_mcp.scan.complete": contexts.every(({ notRead }) => notRead.length === 0),
  };
}
