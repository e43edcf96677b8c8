import { createHash } from "node:crypto";
import type { Dispatcher } from "undici";
import type { TlsIdentity } from "./identity.ts";

/** Connections to one server, kept open between requests. */
export interface Pool {
  /** The dispatcher for this identity: the one before as long as certificates stay the same, as exec plugins rotate them. */
  readonly dispatcher: (tls: TlsIdentity) => Promise<Dispatcher>;
  /** The proxy that connections go through, without credentials. */
  readonly proxy: string | undefined;
  /** Breaks every connection. */
  readonly close: () => Promise<void>;
}

const CONNECTIONS = 6;

/** A pool of HTTP/1.1 connections: undici's HTTP/2 windows allow only 5 MB/s at 50 ms round trip. */
export function createPool(options: {
  readonly proxy: string | undefined;
  readonly connectTimeoutMs: number;
}): Pool {
  let current: { readonly key: string; readonly dispatcher: Dispatcher } | undefined;

  return {
    proxy: options.proxy === undefined ? undefined : withoutCredentials(options.proxy),
    dispatcher: async (tls) => {
      const key = keyOf(tls);
      const { Agent, ProxyAgent } = await import("undici");
      if (current?.key === key) return current.dispatcher;
      // Requests in flight finish on the connections they have.
      void current?.dispatcher.close();
      const connect = { ...tls, timeout: options.connectTimeoutMs, keepAliveInitialDelay: 30_000 };
      const shared = {
        allowH2: false,
        connections: CONNECTIONS,
        keepAliveTimeout: 60_000,
        // The caller's deadline bounds the whole request.
        headersTimeout: 0,
        bodyTimeout: 0,
      };
      const dispatcher =
        options.proxy === undefined
          ? new Agent({ ...shared, connect })
          : new ProxyAgent({
              ...shared,
              uri: options.proxy,
              connectTimeout: options.connectTimeoutMs,
              requestTls: connect,
            });
      current = { key, dispatcher };
      return dispatcher;
    },
    close: async () => {
      const closing = current?.dispatcher;
      current = undefined;
      await closing?.destroy();
    },
  };
}

function withoutCredentials(address: string): string {
  const { protocol, host } = new URL(address);
  return `${protocol}//${host}`;
}

function keyOf(tls: TlsIdentity): string {
  const parts = [tls.ca, tls.cert, tls.key, tls.servername, tls.rejectUnauthorized];
  return createHash("sha256")
    .update(JSON.stringify(parts.map((part) => part?.toString() ?? null)))
    .digest("hex");
}
