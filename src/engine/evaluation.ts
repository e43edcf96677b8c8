import type { CelHost } from "../cel/host.ts";
import type { ApiResource } from "../manifest/api-resource.ts";
import type { Json, Resource } from "../manifest/resource.ts";
import type { Severity } from "../policy/policy-identity.ts";
import type { Policy } from "../policy/policy.ts";
import type { RuleResult } from "../results/rule-result.ts";
import type { ContextSource } from "./context-source.ts";

export type Operation = "CREATE" | "UPDATE" | "DELETE" | "CONNECT";

/** Who asks; empty in the CLI without a userinfo file. */
export interface UserInfo {
  readonly username?: string;
  readonly uid?: string;
  readonly groups?: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

/** One admission request, real or imagined. `object` is null on DELETE, `oldObject` on CREATE. */
export interface Request {
  readonly object: Resource | null;
  readonly oldObject: Resource | null;
  readonly operation: Operation;
  readonly apiResource: ApiResource;
  readonly name: string;
  readonly namespace: string;
  readonly userInfo: UserInfo;
  /** The namespace's object, when known. */
  readonly namespaceObject: Resource | null;
  /** The user's roles (`namespace:name`), where they are known: classic policies match on them. */
  readonly roles?: readonly string[];
  readonly clusterRoles?: readonly string[];
  /** What a values file puts into the context of classic policies. */
  readonly values?: ContextValues;
  /** Where context entries of classic policies come from; all of them are off without. */
  readonly contextSource?: ContextSource;
}

/** Made-up data for a classic policy's context, as `kyverno test` and `kyverno apply` take it from a values file. */
export interface ContextValues {
  /**
   * By path into the context document, to be merged deeply: keys joined with `.`, those with a dot of their own in
   * double quotes. `request.object…` is not among them: the request has it already.
   */
  readonly variables: Readonly<Record<string, Json>>;
  /** Variables of single rules, by the rule's name as written; they hold for the rules generated from it too. */
  readonly rules: ReadonlyMap<string, RuleValues>;
}

/** A rule's variables; those for foreach blocks are the same for every element. */
export interface RuleValues {
  readonly values: Readonly<Record<string, Json>>;
  readonly foreachValues: Readonly<Record<string, readonly Json[]>>;
}

/** What one policy says about one request. */
export interface PolicyResponse {
  readonly policy: CompiledPolicy;
  readonly rules: readonly RuleResult[];
  /** Named lookups without which the answer is not final; the caller fetches them and evaluates again. */
  readonly needs?: readonly unknown[];
}

/** A policy turned into functions: all parsing and checking is done, only requests are missing. */
export interface CompiledPolicy {
  readonly source: Policy;
  readonly severity: Severity | undefined;
  readonly category: string;
  /** `policies.kyverno.io/scored: "false"` turns fail into warn. */
  readonly scored: boolean;
  /** Rules with those generated from them, as `kyverno apply` counts them; 1 for a policy without rules. */
  readonly ruleCount?: number;
  /** Which API resources may match, after autogen: what a cluster scan has to list. `*` stands for any. */
  readonly targets: readonly ResourceTarget[];
  /**
   * Evaluates every variant (the policy as written, then its autogen variants). `undefined` where Kyverno gives no
   * response at all; an empty `rules` where it gives one that says nothing (`kyverno test` tells them apart).
   */
  readonly evaluate: (request: Request, host: CelHost) => PolicyResponse | undefined;
}

/** One line of what a policy matches. */
export interface ResourceTarget {
  readonly groups: readonly string[];
  readonly versions: readonly string[];
  /** Plurals, possibly with `/subresource`, possibly `*`. */
  readonly resources: readonly string[];
  readonly operations: readonly string[];
  /** Kinds meant beside `resources`, where the policy names kinds that are not built in: their plurals are not known. */
  readonly kinds?: readonly string[];
}

/** A policy that can't be used: Kyverno's words for why. */
export interface InvalidPolicy {
  readonly source: Policy;
  readonly text: string;
}

export type PolicyCompilation =
  | { readonly ok: true; readonly policy: CompiledPolicy }
  | { readonly ok: false; readonly invalid: InvalidPolicy };
