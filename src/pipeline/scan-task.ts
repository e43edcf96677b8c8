import { type ChunkResult, type ChunkTask, chunkScanner } from "./scan-chunk.ts";
import type { Lookup, LookupAnswer, SendLookups } from "./lookups.ts";
import type { ScanPolicy } from "./object-scanner.ts";
import { type ContextSetup, type ListPage, pageScanner, type PageResult } from "./scan-page.ts";
import type { ScanFilter } from "./scan-filter.ts";

/** A piece of work that crosses threads. */
export type ScanTask = ListPage | ChunkTask;

/** What became of it. */
export type TaskResult =
  | PageResult
  | ChunkResult
  /** The thread that had the task ended before it was done. */
  | { readonly kind: "lost"; readonly message: string };

/** What all tasks of one context, or of one scan of manifests, share. */
export type TaskSetup =
  | ({ readonly kind: "context" } & ContextSetup)
  | { readonly kind: "manifests"; readonly filter: ScanFilter };

/** What only the main thread can answer. */
export type Question =
  | { readonly kind: "lookups"; readonly lookups: readonly Lookup[] }
  | { readonly kind: "claim"; readonly order: number; readonly keys: readonly string[] };

/** The answer to the question of the same kind. */
export type Answer =
  | { readonly kind: "lookups"; readonly answers: readonly LookupAnswer[] }
  | { readonly kind: "claim"; readonly repeated: readonly number[] };

/** Asks the main thread; rejects when nobody wants the answer any more. */
export type Ask = (question: Question) => Promise<Answer>;

/** Does one task. */
export type DoTask = (task: ScanTask) => Promise<TaskResult>;

/** Does tasks on this thread. */
export function taskScanner(setup: TaskSetup, policies: readonly ScanPolicy[], ask: Ask): DoTask {
  const lost = { kind: "lost", message: "the task is of another scan" } as const;
  if (setup.kind === "context") {
    const scan = pageScanner(setup, policies, async (lookups) => {
      const answer = await ask({ kind: "lookups", lookups });
      return answer.kind === "lookups" ? answer.answers : [];
    });
    return async (task) => (task.kind === "page" ? scan(task) : lost);
  }
  const scan = chunkScanner(setup.filter, policies, async (order, keys) => {
    const answer = await ask({ kind: "claim", order, keys });
    return answer.kind === "claim" ? answer.repeated : [];
  });
  return async (task) => (task.kind === "chunk" ? scan(task) : lost);
}

/** Answers lookups, the only questions that a context's tasks have. */
export function askCluster(send: SendLookups): Ask {
  return async (question) =>
    question.kind === "lookups"
      ? { kind: "lookups", answers: await send(question.lookups) }
      : { kind: "claim", repeated: [] };
}
