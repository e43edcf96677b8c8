import type { Pod } from "../pod.ts";
import type { Violation } from "../violation.ts";

/** One control of the Pod Security Standards, as k8s.io/pod-security-admission implements it. */
export interface Check {
  readonly id: string;
  /** The lowest level that asks for it. */
  readonly level: "baseline" | "restricted";
  /** Oldest first. */
  readonly revisions: readonly [Revision, ...Revision[]];
}

/** A control's rule from one Kubernetes version on. */
export interface Revision {
  /** 19 for v1.19. */
  readonly sinceMinor: number;
  readonly check: CheckPod;
}

/** Undefined when the pod keeps the rule. */
export type CheckPod = (pod: Pod) => Violation | undefined;
