import type { PolicyException } from "../../policy/policy-exception.ts";
import type { Policy } from "../../policy/policy.ts";
import type { PolicyFacts } from "../../results/violation.ts";
import type { Lookup, LookupAnswer } from "../lookups.ts";
import type { ContextSetup, ListPage, PageResult } from "../scan-page.ts";

/** What a worker starts with: policies as data, since functions do not cross threads. */
export interface WorkerPolicies {
  readonly policies: readonly Policy[];
  readonly facts: readonly PolicyFacts[];
  readonly exceptions: readonly PolicyException[];
}

/** From the main thread to a worker; numbers tell contexts, jobs and lookups apart. */
export type ToWorker =
  | { readonly kind: "open"; readonly id: number; readonly setup: ContextSetup }
  | { readonly kind: "close"; readonly id: number }
  | { readonly kind: "page"; readonly id: number; readonly job: number; readonly page: ListPage }
  | {
      readonly kind: "answers";
      readonly question: number;
      readonly answers: readonly LookupAnswer[];
    };

/** From a worker to the main thread. */
export type FromWorker =
  | { readonly kind: "ready" }
  | { readonly kind: "result"; readonly job: number; readonly result: PageResult }
  | {
      readonly kind: "needs";
      readonly id: number;
      readonly question: number;
      readonly lookups: readonly Lookup[];
    };
