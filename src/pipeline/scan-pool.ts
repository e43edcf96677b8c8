import { availableParallelism } from "node:os";
import { setImmediate } from "node:timers/promises";
import type { ResourceLimits } from "node:worker_threads";
import type { PolicyException } from "../policy/policy-exception.ts";
import type { ScanPolicy } from "./object-scanner.ts";
import {
  type Ask,
  type DoTask,
  type ScanTask,
  type TaskResult,
  type TaskSetup,
  taskScanner,
} from "./scan-task.ts";
import type { WorkerPolicies } from "./worker/messages.ts";
import { type ScanWorker, startWorker } from "./worker/start-worker.ts";

/** Threads that do the tasks of one scan, for all its contexts. */
export interface ScanPool {
  /** Begins a context or a scan of manifests; `ask` is only called on the main thread. */
  readonly open: (setup: TaskSetup, ask: Ask) => TaskLine;
  /** Why threads ended by themselves, if any did. */
  readonly failures: () => readonly string[];
  /** Ends the threads; resolves when their memory is free. */
  readonly close: () => Promise<void>;
}

/** The tasks of one context or of one scan of manifests. */
export interface TaskLine {
  /** Resolves when another task would not only wait: two tasks for each thread are enough. */
  readonly room: () => Promise<void>;
  /** Says how many bytes are to come, where that is known beforehand. */
  readonly expect: (bytes: number) => void;
  /** Does a task and takes its bytes over; `behind` estimates the bytes that come after them. */
  readonly scan: (task: ScanTask, behind?: number) => Promise<TaskResult>;
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
  /** Bytes from which threads pay for their start. */
  readonly worthwhileBytes?: number;
  readonly resourceLimits?: ResourceLimits | undefined;
}

const MAX_THREADS = 4;
const TASKS_PER_THREAD = 2;
/** Below, one thread is done before others have compiled the policies: a quarter of a second of work. */
const WORTHWHILE_BYTES = 6 * 1024 * 1024;

/** Threads that pay: none where there is one processor. */
export function usefulThreads(): number {
  const processors = availableParallelism();
  return processors < 2 ? 0 : Math.min(processors, MAX_THREADS);
}

/**
 * A pool without threads yet. Tasks are done on the main thread until so many bytes are known of that threads pay, and while
 * they start; then only there. The signal ends the threads at once.
 */
export function createScanPool(options: PoolOptions): ScanPool {
  const { policies, signal } = options;
  const contexts: Contexts = new Map();
  const threads = createThreads(options, contexts);
  let opened = 0;
  let scanningHere = 0;

  const scanHere = async (doTask: DoTask, task: ScanTask): Promise<TaskResult> => {
    scanningHere += 1;
    try {
      // What arrives meanwhile must not wait for task after task that is done here.
      await setImmediate();
      signal?.throwIfAborted();
      return await doTask(task);
    } finally {
      scanningHere -= 1;
      threads.onChange();
    }
  };
  const open = (setup: TaskSetup, ask: Ask): TaskLine => {
    const id = (opened += 1);
    contexts.set(id, { setup, ask });
    for (const worker of threads.all()) worker.open(id, setup);
    let here: DoTask | undefined;
    return {
      room: async () => {
        await threads.room(() => scanningHere < TASKS_PER_THREAD);
        signal?.throwIfAborted();
      },
      expect: threads.expect,
      scan: async (task, behind = 0) => {
        signal?.throwIfAborted();
        threads.expect(bytesOf(task) + behind);
        const worker = threads.leastBusy();
        const result =
          worker === undefined
            ? await scanHere((here ??= taskScanner(setup, policies, ask)), task)
            : await worker.scan(id, task);
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
type Contexts = Map<number, { readonly setup: TaskSetup; readonly ask: Ask }>;

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
  readonly close: () => Promise<void>;
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
      answer: async (id, question) => contexts.get(id)?.ask(question),
    });
    for (const [id, { setup }] of contexts) worker.open(id, setup);
    return worker;
  };
  const leastBusy = (): ScanWorker | undefined =>
    workers
      ?.filter((worker) => worker.isReady())
      .toSorted((left, right) => left.load() - right.load())[0];
  const close = async (): Promise<void> => {
    signal?.removeEventListener("abort", onAbort);
    const ended = workers ?? [];
    workers = [];
    onChange();
    await Promise.all(ended.map((worker) => worker.terminate()));
  };
  const onAbort = (): void => void close();
  signal?.addEventListener("abort", onAbort, { once: true });
  return {
    all: () => workers ?? [],
    leastBusy,
    onChange,
    room: async (isFreeHere) => {
      const isFull = (): boolean => {
        if (signal?.aborted === true) return false;
        const worker = leastBusy();
        return worker === undefined ? !isFreeHere() : worker.load() >= TASKS_PER_THREAD;
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

function bytesOf(task: ScanTask): number {
  if (task.kind === "page") return task.bytes.byteLength;
  return "bytes" in task.chunk ? task.chunk.bytes.byteLength : 0;
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
