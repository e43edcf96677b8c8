import type { Json, JsonObject } from "../manifest/resource.ts";
import type { PolicyIdentity } from "./policy-identity.ts";

/** `kyverno.io` ClusterPolicy or Policy (namespaced), v1 or v2beta1; field meanings are Kyverno's. */
export interface ClusterPolicy extends PolicyIdentity {
  readonly kind: "ClusterPolicy" | "Policy";
  readonly spec: ClusterPolicySpec;
}

export interface ClusterPolicySpec {
  readonly rules: readonly ClassicRule[];
  /** `One` stops after the first rule that passes or fails. */
  readonly applyRules?: "All" | "One";
  readonly background?: boolean;
  readonly admission?: boolean;
  readonly failurePolicy?: string;
  readonly validationFailureAction?: string;
  readonly validationFailureActionOverrides?: readonly FailureActionOverride[];
  readonly emitWarning?: boolean;
  readonly webhookConfiguration?: {
    readonly matchConditions?: readonly { readonly name: string; readonly expression: string }[];
    readonly timeoutSeconds?: number;
  };
  readonly mutateExistingOnPolicyUpdate?: boolean;
  readonly generateExisting?: boolean;
  /** Deprecated: `generateExisting`. */
  readonly generateExistingOnPolicyUpdate?: boolean;
  readonly schemaValidation?: boolean;
  readonly useServerSideApply?: boolean;
  /** Deprecated: `webhookConfiguration.timeoutSeconds`. */
  readonly webhookTimeoutSeconds?: number;
}

export interface FailureActionOverride {
  readonly action?: string;
  readonly namespaces?: readonly string[];
  readonly namespaceSelector?: JsonObject;
}

/** One rule as written. `mutate`, `generate` and `verifyImages` rules are read too, so that they can be named as not supported yet. */
export interface ClassicRule {
  readonly name: string;
  readonly match?: MatchBlock;
  readonly exclude?: MatchBlock;
  readonly context?: readonly JsonObject[];
  /** `{any, all}` or the old list. */
  readonly preconditions?: Json;
  readonly celPreconditions?: readonly { readonly name: string; readonly expression: string }[];
  readonly imageExtractors?: JsonObject;
  readonly skipBackgroundRequests?: boolean;
  readonly reportProperties?: Readonly<Record<string, string>>;
  readonly validate?: ValidateBlock;
  readonly mutate?: JsonObject;
  readonly generate?: JsonObject;
  readonly verifyImages?: readonly JsonObject[];
}

/** `match` or `exclude`: any, all, or the deprecated flat form. */
export interface MatchBlock {
  readonly any?: readonly MatchFilter[];
  readonly all?: readonly MatchFilter[];
  readonly resources?: ResourceDescription;
  readonly subjects?: readonly Subject[];
  readonly roles?: readonly string[];
  readonly clusterRoles?: readonly string[];
}

export interface MatchFilter {
  readonly resources?: ResourceDescription;
  readonly subjects?: readonly Subject[];
  readonly roles?: readonly string[];
  readonly clusterRoles?: readonly string[];
}

export interface ResourceDescription {
  readonly kinds?: readonly string[];
  readonly name?: string;
  readonly names?: readonly string[];
  readonly namespaces?: readonly string[];
  readonly annotations?: Readonly<Record<string, string>>;
  readonly selector?: JsonObject;
  readonly namespaceSelector?: JsonObject;
  readonly operations?: readonly string[];
}

export interface Subject {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
  readonly apiGroup?: string;
}

/** The body of a validate rule: exactly one of the checks. */
export interface ValidateBlock {
  readonly message?: string;
  readonly failureAction?: string;
  readonly failureActionOverrides?: readonly FailureActionOverride[];
  readonly allowExistingViolations?: boolean;
  readonly pattern?: Json;
  readonly anyPattern?: Json;
  readonly deny?: JsonObject;
  readonly foreach?: readonly JsonObject[];
  readonly podSecurity?: JsonObject;
  readonly cel?: JsonObject;
  readonly manifests?: JsonObject;
  readonly assert?: Json;
}

/** A policy's action as a whole: that of the first rule that has one, else the spec's, `Audit` at last. */
export function failureActionOf({ spec }: ClusterPolicy): string {
  const ofRule = spec.rules.find(({ validate }) => validate?.failureAction !== undefined);
  return ofRule?.validate?.failureAction ?? spec.validationFailureAction ?? "Audit";
}

/** `enforce` and `Enforce` are the same action. */
export function isEnforcedAction(action: string): boolean {
  return action.toLowerCase() === "enforce";
}
