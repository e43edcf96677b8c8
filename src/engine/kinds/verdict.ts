import type { CelException } from "../../policy/policy-exception.ts";

/** What one spec says of one request, in the terms of Kyverno's engine. */
export type FinalVerdict =
  | { readonly kind: "pass"; readonly annotations: Annotations }
  | {
      readonly kind: "fail";
      readonly message: string;
      readonly index: number;
      readonly annotations: Annotations;
    }
  /** A validation, or an annotation of one that failed, could not be evaluated. */
  | { readonly kind: "error"; readonly message: string; readonly index: number }
  /** A matchCondition, or an annotation of a request that passed, could not be evaluated. */
  | { readonly kind: "broken"; readonly message: string }
  /** The matchConditions do not hold. */
  | { readonly kind: "skip" }
  /** Exceptions exempt the request. */
  | { readonly kind: "exempt"; readonly exceptions: readonly CelException[] };

/** A verdict, or what must be fetched before there is one. */
export type Verdict = FinalVerdict | { readonly kind: "pending"; readonly lookup: unknown };

/** Evaluated auditAnnotations. */
export type Annotations = Readonly<Record<string, string>>;
