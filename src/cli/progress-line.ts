import type { Progress } from "../app/services.ts";

const INTERVAL_MS = 100;

/** One line on a terminal's stderr that says how far a scan is; nothing where stderr is no terminal. */
export function progressLine(): {
  readonly show: (progress: Progress) => void;
  readonly clear: () => void;
} {
  if (!process.stderr.isTTY) return { show: () => undefined, clear: () => undefined };
  let last = 0;
  return {
    show({ done, total, message }) {
      const now = Date.now();
      if (now - last < INTERVAL_MS) return;
      last = now;
      const of = total === undefined ? "" : ` of ${total}`;
      process.stderr.write(`\r\u001B[2K${done}${of} ${message}`);
    },
    clear: () => void process.stderr.write("\r\u001B[2K"),
  };
}
