import { type ResourceLimits, Worker } from "node:worker_threads";
import type { Lookup, LookupAnswer } from "../lookups.ts";
import type { ContextSetup, ListPage, PageResult } from "../scan-page.ts";
import type { FromWorker, ToWorker, WorkerPolicies } from "./messages.ts";

/** A thread with compiled policies that scans pages. */
export interface ScanWorker {
  /** Whether the policies are compiled and the thread is alive. */
  readonly isReady: () => boolean;
  /** Pages that it was given and has not done. */
  readonly load: () => number;
  readonly open: (id: number, setup: ContextSetup) => void;
  readonly close: (id: number) => void;
  /** Hands the page's bytes over; resolves with what became of it, `lost` when the thread ends before. */
  readonly scan: (id: number, page: ListPage) => Promise<PageResult>;
  readonly terminate: () => void;
}

/** How a worker talks to the main thread. */
export interface WorkerOptions {
  readonly policies: WorkerPolicies;
  readonly answer: (id: number, lookups: readonly Lookup[]) => Promise<readonly LookupAnswer[]>;
  /** Told whenever it gets ready, has done a page or ends. */
  readonly onChange: () => void;
  /** Told when it ended by itself: why. */
  readonly onEnd: (message: string) => void;
  readonly resourceLimits?: ResourceLimits | undefined;
}

/** Under Node's own type stripping and in the package the module beside this one has another name. */
const MODULE = import.meta.url.endsWith(".ts")
  ? new URL("./run-worker.ts", import.meta.url)
  : new URL("./run-worker.js", import.meta.url);

/** Starts a thread; it compiles the policies before it is ready. */
export function startWorker(options: WorkerOptions): ScanWorker {
  const { policies, answer, onChange, onEnd, resourceLimits = {} } = options;
  const worker = new Worker(MODULE, {
    name: "kyverno-mcp scan",
    workerData: policies,
    resourceLimits,
  });
  const jobs = createJobs();
  let isReady = false;

  const post = (message: ToWorker, transfer: readonly ArrayBuffer[] = []): void => {
    if (!jobs.isOver()) worker.postMessage(message, [...transfer]);
  };
  const fail = (message: string): void => {
    if (jobs.isOver()) return;
    jobs.end(message);
    onEnd(message);
    onChange();
  };
  const answerLater = async (id: number, question: number, lookups: readonly Lookup[]) => {
    // A rejection means that nobody wants the scan any more: the worker is about to be ended.
    const answers = await answer(id, lookups).catch(() => undefined);
    if (answers !== undefined) post({ kind: "answers", question, answers });
  };
  worker.on("message", (message: FromWorker) => {
    if (message.kind === "needs") void answerLater(message.id, message.question, message.lookups);
    else {
      if (message.kind === "result") jobs.done(message.job, message.result);
      else isReady = true;
      onChange();
    }
  });
  worker.on("error", (error) => fail(reasonOf(error)));
  worker.on("exit", (code) => fail(`the thread ended with ${code}`));
  return {
    isReady: () => isReady && !jobs.isOver(),
    load: jobs.count,
    open: (id, setup) => post({ kind: "open", id, setup }),
    close: (id) => post({ kind: "close", id }),
    scan: (id, page) => {
      const { job, result } = jobs.add();
      const bytes = owned(page.bytes);
      post({ kind: "page", id, job, page: { ...page, bytes } }, [bytes.buffer]);
      return result;
    },
    terminate: () => {
      jobs.end("the scan was ended");
      void worker.terminate();
    },
  };
}

/** What a thread has not done yet; once it is over, everything is lost. */
interface Jobs {
  readonly add: () => { readonly job: number; readonly result: Promise<PageResult> };
  readonly done: (job: number, result: PageResult) => void;
  readonly end: (message: string) => void;
  readonly count: () => number;
  readonly isOver: () => boolean;
}

function createJobs(): Jobs {
  const open = new Map<number, (result: PageResult) => void>();
  let added = 0;
  let isOver = false;
  return {
    add: () => {
      const job = (added += 1);
      const { promise, resolve } = Promise.withResolvers<PageResult>();
      if (isOver) resolve({ kind: "lost", message: "the thread had ended" });
      else open.set(job, resolve);
      return { job, result: promise };
    },
    done: (job, result) => {
      open.get(job)?.(result);
      open.delete(job);
    },
    end: (message) => {
      isOver = true;
      for (const resolve of open.values()) resolve({ kind: "lost", message });
      open.clear();
    },
    count: () => open.size,
    isOver: () => isOver,
  };
}

/** Bytes in a buffer of their own, which may be handed over: small ones share Node's pool. */
function owned(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer, byteLength } = bytes;
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength
    ? new Uint8Array(buffer)
    : new Uint8Array(bytes);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isOutOfMemory = "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
  return isOutOfMemory ? "the thread ran out of memory" : `the thread failed: ${error.message}`;
}
