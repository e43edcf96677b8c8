import { randomInt } from "node:crypto";
import { UserError } from "../manifest/user-error.ts";
import type { Scan } from "../results/scan.ts";

/** Finished scans by handle: the newest few of each caller, in bounded memory, for a limited time, in this process only. */
export interface ScanStore {
  /** Keeps a scan and gives the handle that finds it again; undefined when the scan alone is more than the store may hold. */
  readonly keep: (scan: Scan) => string | undefined;
  /** The scan; undefined when the handle is another caller's, unknown, too old or pushed out by newer scans. */
  readonly find: (handle: string) => Scan | undefined;
  /** The caller's handles that can still be found, newest first. */
  readonly handles: () => readonly string[];
  /** The same memory as another caller sees it: nobody finds what somebody else kept. */
  readonly forCaller: (caller: string) => ScanStore;
}

/** How much a store keeps. */
export interface ScanStoreOptions {
  /** Scans of one caller. */
  readonly limit?: number;
  /** Scans of all callers. */
  readonly totalLimit?: number;
  /** Bytes of all scans, as `scanBytes` estimates them. */
  readonly maxBytes?: number;
  readonly maxAgeMs?: number;
  readonly now?: () => number;
}

interface KeptScan {
  readonly caller: string;
  readonly scan: Scan;
  readonly at: number;
  readonly bytes: number;
}

const LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";
const HANDLE_LENGTH = 8;
const HOUR_MS = 60 * 60_000;

/** An empty store. What is too old is dropped even when nobody asks: an idle server gives its memory back. */
export function createScanStore(options: ScanStoreOptions = {}): ScanStore {
  const { limit = 8, totalLimit = 64, maxBytes = 256 * 1024 * 1024 } = options;
  const { maxAgeMs = HOUR_MS, now = Date.now } = options;
  const kept = new Map<string, KeptScan>();
  let sweep: NodeJS.Timeout | undefined;
  const dropOld = (): void => {
    for (const [handle, { at }] of kept) if (now() - at > maxAgeMs) kept.delete(handle);
    clearTimeout(sweep);
    sweep = kept.size === 0 ? undefined : setTimeout(dropOld, maxAgeMs + 1).unref();
  };
  const makeRoom = (): void => {
    for (const caller of new Set([...kept.values()].map((scan) => scan.caller))) {
      while (of(kept, caller).length > limit) dropOldest(kept, caller);
    }
    while (kept.size > totalLimit || bytesOf([...kept.values()]) > maxBytes) {
      dropOldest(kept, greediest(kept));
    }
  };
  const forCaller = (caller: string): ScanStore => ({
    keep(scan) {
      dropOld();
      const bytes = scanBytes(scan);
      if (bytes > maxBytes) return undefined;
      const handle = newHandle();
      kept.set(handle, { caller, scan, at: now(), bytes });
      makeRoom();
      dropOld();
      return handle;
    },
    find(handle) {
      dropOld();
      const found = kept.get(handle);
      return found?.caller === caller ? found.scan : undefined;
    },
    handles() {
      dropOld();
      return of(kept, caller)
        .map(([handle]) => handle)
        .toReversed();
    },
    forCaller,
  });
  return forCaller("");
}

/** The scan of a handle; a `UserError` that is the same for a handle that never was, is too old or is another caller's. */
export function requireScan(handle: string, scans: ScanStore): Scan {
  const scan = scans.find(handle);
  if (scan !== undefined) return scan;
  const own = scans.handles();
  throw new UserError(
    `unknown or expired handle ${JSON.stringify(handle.slice(0, 40))}: a scan is kept for an hour at most, in this server's memory, for the caller who made it`,
    {
      hint:
        own.length === 0
          ? "call apply_policies or check_manifests for a new one"
          : `call apply_policies again, or pass one of your kept scans: ${own.join(", ")}`,
    },
  );
}

/** Bytes that a row takes beside its texts: 175 measured on Node 24, rounded up. */
const ROW_BYTES = 200;

/** What keeping a scan costs, estimated from its rows; texts that rows share are counted each time. */
export function scanBytes({ contexts, policies }: Scan): number {
  let bytes = ROW_BYTES * (1 + policies.length);
  for (const { tally, notRead, warnings } of contexts) {
    for (const { name, namespace, message } of tally.violations) {
      bytes += ROW_BYTES + name.length + namespace.length + message.length;
    }
    for (const { message, resource } of notRead)
      bytes += ROW_BYTES + message.length + resource.length;
    for (const text of warnings) bytes += text.length;
  }
  return bytes;
}

/** One caller's scans, oldest first. */
function of(
  kept: ReadonlyMap<string, KeptScan>,
  caller: string,
): readonly (readonly [string, KeptScan])[] {
  return [...kept].filter(([, scan]) => scan.caller === caller);
}

function dropOldest(kept: Map<string, KeptScan>, caller: string): void {
  const [oldest] = of(kept, caller);
  if (oldest !== undefined) kept.delete(oldest[0]);
}

/** Who takes the most memory makes room: no caller pushes out the scans of others who keep less. */
function greediest(kept: ReadonlyMap<string, KeptScan>): string {
  const byCaller = Map.groupBy(kept.values(), ({ caller }) => caller);
  const [most] = [...byCaller].toSorted(([, a], [, b]) => bytesOf(b) - bytesOf(a));
  return most?.[0] ?? "";
}

function bytesOf(scans: readonly KeptScan[]): number {
  return scans.reduce((sum, { bytes }) => sum + bytes, 0);
}

function newHandle(): string {
  return Array.from({ length: HANDLE_LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join("");
}
