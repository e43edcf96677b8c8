import type { Logger } from "pino";
import { redact, redactText } from "./operations/redact.ts";

/** How much is logged; each level has those before it. */
export const LOG_LEVELS = ["silent", "error", "warn", "info", "debug"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
type Severity = Exclude<LogLevel, "silent">;

/** Structured lines for who operates the server. */
export interface Log {
  readonly level: LogLevel;
  /** Whether a line of this severity would be written. */
  readonly isEnabled: (severity: Severity) => boolean;
  readonly write: (
    severity: Severity,
    message: string,
    fields?: Readonly<Record<string, unknown>>,
  ) => void;
  /** Resolves when everything that was logged so far is written. */
  readonly flush: () => Promise<void>;
}

/**
 * A log of JSON lines on stderr, by pino, without secrets. The library is loaded by the first line that is written, so
 * that a server which logs nothing starts as fast as one that can't. Lines keep their order and the time they were logged.
 */
export function createLog(level: LogLevel, destination: { readonly fd: number } = { fd: 2 }): Log {
  const isEnabled = (severity: Severity): boolean =>
    LOG_LEVELS.indexOf(severity) <= LOG_LEVELS.indexOf(level);
  let logger: Logger | undefined;
  let loading: Promise<void> | undefined;
  const waiting: ((ready: Logger) => void)[] = [];
  const load = async (): Promise<void> => {
    const { pino } = await import("pino");
    logger = pino(
      {
        level,
        // Lines say themselves when they were logged: those before the library was there waited for it.
        timestamp: false,
        base: { name: "kyverno-mcp", pid: process.pid },
        formatters: { level: (label) => ({ level: label }) },
      },
      pino.destination({ dest: destination.fd, sync: true }),
    );
    for (const write of waiting.splice(0)) write(logger);
  };
  return {
    level,
    isEnabled,
    write(severity, message, fields = {}) {
      if (!isEnabled(severity)) return;
      const line = { time: new Date().toISOString(), ...redact(fields) };
      const write = (ready: Logger): void => ready[severity](line, redactText(message));
      if (logger !== undefined) write(logger);
      else {
        waiting.push(write);
        loading ??= load();
      }
    },
    flush: async () => loading,
  };
}
