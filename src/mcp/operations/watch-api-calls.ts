import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { ApiCall } from "../observer.ts";

/** A request as it begins: its end is told to the function that it returns. */
export type OnRequest = (request: {
  readonly method: string;
  readonly path: string;
  readonly server: string;
}) => (call: ApiCall) => void;

/**
 * Tells of every request to an API server, as undici announces them: https://undici.nodejs.org/#/docs/api/DiagnosticsChannel
 * What sends requests knows nothing of it. Returns a function that ends it.
 */
export function watchApiCalls(onRequest: OnRequest): () => void {
  const running = new WeakMap<object, Running>();
  const listeners = {
    "undici:request:create": (message: unknown): void => {
      const request = requestOf(message);
      if (request === undefined) return;
      const method = textOf(request, "method");
      // A tunnel through a proxy is a means, not a call.
      if (method === "CONNECT") return;
      const path = textOf(request, "path").split("?", 1)[0] ?? "";
      const server = textOf(request, "origin");
      const started = performance.now();
      running.set(request, { method, path, started, end: onRequest({ method, path, server }) });
    },
    "undici:request:headers": (message: unknown): void => {
      const call = runningOf(message, running);
      const status = Reflect.get(objectOf(message, "response") ?? {}, "statusCode");
      if (call !== undefined && typeof status === "number") call.status = status;
    },
    "undici:request:trailers": (message: unknown): void => finish(message, running, undefined),
    "undici:request:error": (message: unknown): void => {
      const error = objectOf(message, "error") ?? {};
      finish(message, running, textOf(error, "code") || textOf(error, "name") || "error");
    },
  };
  for (const [name, listener] of Object.entries(listeners)) subscribe(name, listener);
  return () => {
    for (const [name, listener] of Object.entries(listeners)) unsubscribe(name, listener);
  };
}

interface Running {
  readonly method: string;
  readonly path: string;
  readonly started: number;
  readonly end: (call: ApiCall) => void;
  status?: number;
}

function finish(
  message: unknown,
  running: WeakMap<object, Running>,
  failure: string | undefined,
): void {
  const request = requestOf(message);
  const call = request === undefined ? undefined : running.get(request);
  if (request === undefined || call === undefined) return;
  running.delete(request);
  const { method, path, status, started } = call;
  call.end({ method, path, status, failure, ms: performance.now() - started });
}

function runningOf(message: unknown, running: WeakMap<object, Running>): Running | undefined {
  const request = requestOf(message);
  return request === undefined ? undefined : running.get(request);
}

function requestOf(message: unknown): object | undefined {
  return objectOf(message, "request");
}

function objectOf(message: unknown, key: string): object | undefined {
  if (typeof message !== "object" || message === null) return undefined;
  const found: unknown = Reflect.get(message, key);
  return typeof found === "object" && found !== null ? found : undefined;
}

function textOf(object: object, key: string): string {
  const found: unknown = Reflect.get(object, key);
  return found instanceof URL ? found.origin : typeof found === "string" ? found : "";
}
