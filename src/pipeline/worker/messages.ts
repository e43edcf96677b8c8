import type { PolicyException } from "../../policy/policy-exception.ts";
import type { Policy } from "../../policy/policy.ts";
import type { PolicyFacts } from "../../results/violation.ts";
import type { Answer, Question, ScanTask, TaskResult, TaskSetup } from "../scan-task.ts";

/** What a worker starts with: policies as data, since functions do not cross threads. */
export interface WorkerPolicies {
  readonly policies: readonly Policy[];
  readonly facts: readonly PolicyFacts[];
  readonly exceptions: readonly PolicyException[];
}

/** From the main thread to a worker; numbers tell scans, jobs and questions apart. */
export type ToWorker =
  | { readonly kind: "open"; readonly id: number; readonly setup: TaskSetup }
  | { readonly kind: "close"; readonly id: number }
  | { readonly kind: "task"; readonly id: number; readonly job: number; readonly task: ScanTask }
  | { readonly kind: "answer"; readonly number: number; readonly answer: Answer };

/** From a worker to the main thread. */
export type FromWorker =
  | { readonly kind: "ready" }
  | { readonly kind: "result"; readonly job: number; readonly result: TaskResult }
  | {
      readonly kind: "question";
      readonly id: number;
      readonly number: number;
      readonly question: Question;
    };
