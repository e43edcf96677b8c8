import { type ResourceLimits, Worker } from "node:worker_threads";
import type { Answer, Question, ScanTask, TaskResult, TaskSetup } from "../scan-task.ts";
import type { FromWorker, ToWorker, WorkerPolicies } from "./messages.ts";

/** A thread with compiled policies that does tasks. */
export interface ScanWorker {
  /** Whether the policies are compiled and the thread is alive. */
  readonly isReady: () => boolean;
  /** Tasks that it was given and has not done. */
  readonly load: () => number;
  readonly open: (id: number, setup: TaskSetup) => void;
  readonly close: (id: number) => void;
  /** Hands the task's bytes over; resolves with what became of it, `lost` when the thread ends before. */
  readonly scan: (id: number, task: ScanTask) => Promise<TaskResult>;
  /** Ends the thread; resolves when its memory is free. */
  readonly terminate: () => Promise<void>;
}

/** How a worker talks to the main thread. */
export interface WorkerOptions {
  readonly policies: WorkerPolicies;
  readonly answer: (id: number, question: Question) => Promise<Answer | undefined>;
  /** Told whenever it gets ready, has done a task or ends. */
  readonly onChange: () => void;
  /** Told when it ended by itself: why. */
  readonly onEnd: (message: string) => void;
  readonly resourceLimits?: ResourceLimits | undefined;
}

/** Objects of a chunk die together: a larger nursery only takes memory. */
const LIMITS: ResourceLimits = { maxYoungGenerationSizeMb: 16 };

/** Under Node's own type stripping and in the package the module beside this one has another name. */
const MODULE = import.meta.url.endsWith(".ts")
  ? new URL("./run-worker.ts", import.meta.url)
  : new URL("./run-worker.js", import.meta.url);

/** Starts a thread; it compiles the policies before it is ready. */
export function startWorker(options: WorkerOptions): ScanWorker {
  const { policies, answer, onChange, onEnd, resourceLimits = LIMITS } = options;
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
  const answerLater = async (id: number, number: number, question: Question) => {
    // A rejection means that nobody wants the scan any more: the worker is about to be ended.
    const found = await answer(id, question).catch(() => undefined);
    if (found !== undefined) post({ kind: "answer", number, answer: found });
  };
  worker.on("message", (message: FromWorker) => {
    if (message.kind === "question") void answerLater(message.id, message.number, message.question);
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
    scan: (id, task) => {
      const { job, result } = jobs.add();
      const own = withOwnBytes(task);
      post({ kind: "task", id, job, task: own.task }, own.transfer);
      return result;
    },
    terminate: async () => {
      jobs.end("the scan was ended");
      await worker.terminate();
    },
  };
}

/** What a thread has not done yet; once it is over, everything is lost. */
interface Jobs {
  readonly add: () => { readonly job: number; readonly result: Promise<TaskResult> };
  readonly done: (job: number, result: TaskResult) => void;
  readonly end: (message: string) => void;
  readonly count: () => number;
  readonly isOver: () => boolean;
}

function createJobs(): Jobs {
  const open = new Map<number, (result: TaskResult) => void>();
  let added = 0;
  let isOver = false;
  return {
    add: () => {
      const job = (added += 1);
      const { promise, resolve } = Promise.withResolvers<TaskResult>();
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

function withOwnBytes(task: ScanTask): {
  readonly task: ScanTask;
  readonly transfer: readonly ArrayBuffer[];
} {
  if (task.kind === "page") {
    const bytes = owned(task.bytes);
    return { task: { ...task, bytes }, transfer: [bytes.buffer] };
  }
  if (!("bytes" in task.chunk)) return { task, transfer: [] };
  const bytes = owned(task.chunk.bytes);
  return { task: { ...task, chunk: { ...task.chunk, bytes } }, transfer: [bytes.buffer] };
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
