import { randomInt } from "node:crypto";
import type { Scan } from "../results/scan.ts";

const LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";
const HANDLE_LENGTH = 8;

/** Finished scans by handle: the newest few, for a limited time, in this process only. */
export interface ScanStore {
  /** Keeps a scan and gives the handle that finds it again. */
  readonly keep: (scan: Scan) => string;
  /** The scan, or undefined when the handle is unknown, too old or pushed out by newer scans. */
  readonly find: (handle: string) => Scan | undefined;
  /** Handles that can still be found, newest first. */
  readonly handles: () => readonly string[];
}

/** Keeps at most `limit` scans, each for `maxAgeMs`. */
export function createScanStore(
  options: {
    readonly limit?: number;
    readonly maxAgeMs?: number;
    readonly now?: () => number;
  } = {},
): ScanStore {
  const { limit = 8, maxAgeMs = 60 * 60_000, now = Date.now } = options;
  const kept = new Map<string, { readonly scan: Scan; readonly at: number }>();
  const dropOld = (): void => {
    for (const [handle, { at }] of kept) if (now() - at > maxAgeMs) kept.delete(handle);
  };
  return {
    keep(scan) {
      dropOld();
      const handle = newHandle();
      kept.set(handle, { scan, at: now() });
      for (const oldest of kept.keys()) {
        if (kept.size <= limit) break;
        kept.delete(oldest);
      }
      return handle;
    },
    find(handle) {
      dropOld();
      return kept.get(handle)?.scan;
    },
    handles() {
      dropOld();
      return [...kept.keys()].toReversed();
    },
  };
}

function newHandle(): string {
  return Array.from({ length: HANDLE_LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join("");
}
