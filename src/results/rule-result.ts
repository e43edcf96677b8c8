/** What a rule says of a resource; Kyverno's words. */
export type Outcome = "pass" | "fail" | "warn" | "error" | "skip";

/** What one rule said about one resource. */
export interface RuleResult {
  /** Empty for ValidatingPolicies; `evaluation` and `exception` are Kyverno's own. */
  readonly rule: string;
  readonly outcome: Outcome;
  readonly message: string;
  /** Audit annotations and what else Kyverno's reports carry as properties. */
  readonly properties?: Readonly<Record<string, string>>;
}
