import type { CelHost } from "../../../cel/host.ts";
import type { Json } from "../../../manifest/resource.ts";
import type { Outcome } from "../../../results/rule-result.ts";
import type { PodSecurityExclusion } from "../../pod-security/exclusions.ts";
import type { Request } from "../../evaluation.ts";
import type { ContextDocument } from "../context-document.ts";

/** What a rule, or a foreach on one element, is evaluated on. */
export interface RuleScope {
  readonly request: Request;
  readonly host: CelHost;
  readonly document: ContextDocument;
  /** The element that patterns are for; undefined where they are for the object. */
  readonly element: Readonly<Record<string, unknown>> | undefined;
  /** What a values file puts into the context again for each element. */
  readonly values: Readonly<Record<string, Json>> | undefined;
  /** What exceptions take out of a podSecurity rule. */
  readonly exemptions: readonly Exemption[];
}

/** The exclusions of one exception, by its name. */
export interface Exemption {
  readonly key: string;
  readonly exclusions: readonly PodSecurityExclusion[];
}

/** What a rule says. */
export interface RuleVerdict {
  readonly outcome: Outcome;
  readonly message: string;
  readonly properties?: Readonly<Record<string, string>>;
}

/** The body of a rule as a function; undefined where Kyverno gives no response at all. */
export type Check = (scope: RuleScope) => RuleVerdict | undefined;

/** What checks of one rule share. */
export interface RuleFacts {
  readonly name: string;
  /** `validate.message` as written. */
  readonly message: string;
  readonly policyNamespace: string | undefined;
}

/** An error as Kyverno words it: what it was about, then why. */
export function ruleError(about: string, message: string): RuleVerdict & { outcome: "error" } {
  return { outcome: "error", message: `${about}: ${message}` };
}
