import { availableParallelism } from "node:os";
import { setImmediate } from "node:timers/promises";
import type { ResourceLimits } from "node:worker_threads";
import type { PolicyException } from "../policy/policy-exception.ts";
import type { SendLookups } from "./lookups.ts";
import type { ScanPolicy } from "./object-scanner.ts";
import {
  type ContextSetup,
  type ListPage,
  pageScanner,
  type PageResult,
  type ScanPage,
} from "./scan-page.ts";
import type { WorkerPolicies } from "./worker/messages.ts";
import { type ScanWorker, startWorker } from "./worker/start-worker.ts";

/** Threads that scan pages, for all contexts of one scan. */
export interface ScanPool {
  /** Begins a context; `send` is only called on the main thread. */
  readonly open: (setup: ContextSetup, send: SendLookups) => ContextPages;
  /** Why threads ended by themselves, if any did. */
  readonly failures: () => readonly string[];
  /** Ends the threads. */
  readonly close: () => void;
}

/** The pages of one context. */
export interface ContextPages {
  /** Resolves when there is something to do for another page: two pages for each thread are enough. */
  readonly room: () => Promise<void>;
  /** Scans a page and takes its bytes over; `behind` estimates the bytes of the list's later pages. */
  readonly scan: (page: ListPage, behind?: number) => Promise<PageResult>;
  readonly close: () => void;
}

/** How a pool works. */
export interface PoolOptions {
  readonly policies: readonly ScanPolicy[];
  /** Those that the policies were compiled with. */
  readonly exceptions: readonly PolicyException[];
  readonly signal?: AbortSignal | undefined;
  /** Most threads beside the main one; 0 for none. */
  readonly threads?: number;
  /** Bytes to scan from which threads pay for their start. */
  readonly worthwhileBytes?: number;
  readonly resourceLimits?: ResourceLimits | undefined;
}

const MAX_THREADS = 4;
const PAGES_PER_THREAD = 2;
/** Below, one thread is done before others have compiled the policies: a quarter of a second of work. */
const WORTHWHILE_BYTES = 6 * 1024 * 1024;

/** Threads that pay: none where there is one processor. */
export function usefulThreads(): number {
  const processors = availableParallelism();
  return processors < 2 ? 0 : Math.min(processors, MAX_THREADS);
}

/**
 * A pool without threads yet. Pages are scanned on the main thread until so many bytes are known of that threads pay, and while
 * they start; then only there. The signal ends the threads at once.
 */
export function createScanPool(options: PoolOptions): ScanPool {
  const { policies, signal } = options;
  const contexts: Contexts = new Map();
  const threads = createThreads(options, contexts);
  let opened = 0;
  let scanningHere = 0;

  const scanHere = async (scanPage: ScanPage, page: ListPage): Promise<PageResult> => {
    scanningHere += 1;
    try {
      // What arrives meanwhile must not wait for a page after page that is scanned here.
      await setImmediate();
      signal?.throwIfAborted();
      return await scanPage(page);
    } finally {
      scanningHere -= 1;
      threads.onChange();
    }
  };
  const open = (setup: ContextSetup, send: SendLookups): ContextPages => {
    const id = (opened += 1);
    contexts.set(id, { setup, send });
    for (const worker of threads.all()) worker.open(id, setup);
    let here: ScanPage | undefined;
    return {
      room: async () => {
        await threads.room(() => scanningHere < PAGES_PER_THREAD);
        signal?.throwIfAborted();
      },
      scan: async (page, behind = 0) => {
        signal?.throwIfAborted();
        threads.expect(page.bytes.byteLength + behind);
        const worker = threads.leastBusy();
        const result =
          worker === undefined
            ? await scanHere((here ??= pageScanner(setup, policies, send)), page)
            : await worker.scan(id, page);
        signal?.throwIfAborted();
        return result;
      },
      close: () => {
        contexts.delete(id);
        for (const worker of threads.all()) worker.close(id);
      },
    };
  };
  return { open, failures: threads.failures, close: threads.close };
}

/** Contexts by the number that workers know them by. */
type Contexts = Map<number, { readonly setup: ContextSetup; readonly send: SendLookups }>;

interface Threads {
  readonly all: () => readonly ScanWorker[];
  /** A thread that is ready, none while there is none. */
  readonly leastBusy: () => ScanWorker | undefined;
  /** Waits until some thread has little to do; where there is none, until the main thread has. */
  readonly room: (isFreeHere: () => boolean) => Promise<void>;
  /** Says that waiting may have come to an end. */
  readonly onChange: () => void;
  /** Counts bytes that are to be scanned; starts the threads once they pay. */
  readonly expect: (bytes: number) => void;
  readonly failures: () => readonly string[];
  readonly close: () => void;
}

function createThreads(
  { policies, exceptions, signal, resourceLimits, ...options }: PoolOptions,
  contexts: Contexts,
): Threads {
  const { threads = usefulThreads(), worthwhileBytes = WORTHWHILE_BYTES } = options;
  const failures: string[] = [];
  let workers: readonly ScanWorker[] | undefined;
  let known = 0;
  let changed = Promise.withResolvers<void>();

  const onChange = (): void => {
    changed.resolve();
    changed = Promise.withResolvers<void>();
  };
  const startOne = (): ScanWorker => {
    const worker = startWorker({
      policies: workerPolicies(policies, exceptions),
      resourceLimits,
      onChange,
      onEnd: (message) => failures.push(message),
      answer: async (id, lookups) => (await contexts.get(id)?.send(lookups)) ?? [],
    });
    for (const [id, { setup }] of contexts) worker.open(id, setup);
    return worker;
  };
  const leastBusy = (): ScanWorker | undefined =>
    workers
      ?.filter((worker) => worker.isReady())
      .toSorted((left, right) => left.load() - right.load())[0];
  const close = (): void => {
    signal?.removeEventListener("abort", close);
    for (const worker of workers ?? []) worker.terminate();
    workers = [];
    onChange();
  };
  signal?.addEventListener("abort", close, { once: true });
  return {
    all: () => workers ?? [],
    leastBusy,
    onChange,
    room: async (isFreeHere) => {
      const isFull = (): boolean => {
        if (signal?.aborted === true) return false;
        const worker = leastBusy();
        return worker === undefined ? !isFreeHere() : worker.load() >= PAGES_PER_THREAD;
      };
      while (isFull()) {
        // oxlint-disable-next-line no-await-in-loop -- until something changes for the better
        await changed.promise;
      }
    },
    expect: (bytes) => {
      known += bytes;
      if (known >= worthwhileBytes && threads > 0)
        workers ??= Array.from({ length: threads }, startOne);
    },
    failures: () => failures,
    close,
  };
}

function workerPolicies(
  policies: readonly ScanPolicy[],
  exceptions: readonly PolicyException[],
): WorkerPolicies {
  return {
    policies: policies.map(({ compiled }) => compiled.source),
    facts: policies.map(({ facts }) => facts),
    exceptions,
  };
}
