import type { PolicyIdentity } from "./policy-identity.ts";

/** `policies.kyverno.io` ValidatingPolicy or NamespacedValidatingPolicy; field meanings are Kyverno's. */
export interface ValidatingPolicy extends PolicyIdentity {
  readonly kind: "ValidatingPolicy" | "NamespacedValidatingPolicy";
  readonly spec: ValidatingPolicySpec;
}

export interface ValidatingPolicySpec {
  readonly matchConstraints?: MatchConstraints;
  readonly matchConditions?: readonly { readonly name: string; readonly expression: string }[];
  readonly variables?: readonly { readonly name: string; readonly expression: string }[];
  readonly validations?: readonly Validation[];
  readonly auditAnnotations?: readonly { readonly key: string; readonly valueExpression: string }[];
  readonly validationActions?: readonly string[];
  readonly failurePolicy?: "Fail" | "Ignore";
  readonly evaluation?: {
    readonly mode?: string;
    readonly admission?: { readonly enabled?: boolean };
    readonly background?: { readonly enabled?: boolean };
  };
  readonly autogen?: {
    readonly podControllers?: { readonly controllers?: readonly string[] };
    readonly validatingAdmissionPolicy?: { readonly enabled?: boolean };
  };
  readonly webhookConfiguration?: { readonly timeoutSeconds?: number };
}

export interface Validation {
  readonly expression: string;
  readonly message?: string;
  readonly messageExpression?: string;
  readonly reason?: string;
}

/** Kubernetes' MatchResources: https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/#matching-requests-matchconstraints */
export interface MatchConstraints {
  readonly namespaceSelector?: LabelSelector;
  readonly objectSelector?: LabelSelector;
  readonly resourceRules?: readonly ResourceRule[];
  readonly excludeResourceRules?: readonly ResourceRule[];
  /** `Exact` or `Equivalent`; Kyverno's schema takes any string. */
  readonly matchPolicy?: string;
}

export interface ResourceRule {
  readonly resourceNames?: readonly string[];
  readonly operations?: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly apiVersions?: readonly string[];
  readonly resources?: readonly string[];
  readonly scope?: string;
}

export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}
