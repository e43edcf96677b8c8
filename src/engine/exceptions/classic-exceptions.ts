import type { Json, JsonObject } from "../../manifest/resource.ts";
import type { MatchBlock, MatchFilter } from "../../policy/cluster-policy.ts";
import {
  exceptionKey,
  isClassicException,
  type ClassicException,
  type PolicyException,
} from "../../policy/policy-exception.ts";
import { policyKey, type PolicyIdentity } from "../../policy/policy-identity.ts";
import { matchesWildcard } from "../../values/wildcard.ts";

/** An exception turned into functions; `Scope` is whatever the rule core evaluates matchers and conditions on. */
export interface CompiledException<Scope> {
  /** `namespace/name`, as skip messages and the `exceptions` property name it. */
  readonly key: string;
  /** Controls that a podSecurity rule leaves out; empty in exceptions that skip the whole rule. */
  readonly podSecurity: readonly JsonObject[];
  /** Whether it covers the request: it matches, and its conditions hold and could be evaluated. */
  readonly applies: (scope: Scope) => boolean;
}

/** The exceptions of one policy by rule. */
export interface ExceptionIndex<Scope> {
  /** By the effective name: a generated rule counts as `autogen-…`. To be called at load. */
  readonly forRule: (rule: string) => readonly CompiledException<Scope>[];
}

/** How the rule core compiles the parts of an exception. */
export interface ExceptionCompilers<Scope> {
  /** User information counts as written: it is not dropped where the request has none. */
  readonly match: (match: MatchBlock) => (scope: Scope) => boolean;
  /** False where a condition does not hold, or can't be evaluated. */
  readonly conditions: (conditions: Json) => (scope: Scope) => boolean;
}

/** Compiles the exceptions that name the policy, each once: https://kyverno.io/docs/exceptions/ */
export function compileClassicExceptions<Scope>(
  policy: PolicyIdentity,
  exceptions: readonly PolicyException[],
  compilers: ExceptionCompilers<Scope>,
): ExceptionIndex<Scope> {
  const key = policyKey(policy);
  const own = exceptions
    .filter(isClassicException)
    .map((exception) => ({ exception, rules: ruleNamesFor(exception, key) }))
    .filter(({ rules }) => rules.length > 0)
    .map(({ exception, rules }) => ({ rules, compiled: compileException(exception, compilers) }));
  return {
    forRule: (rule) =>
      own
        .filter(({ rules }) => rules.some((pattern) => matchesWildcard(pattern, rule)))
        .map(({ compiled }) => compiled),
  };
}

/** The policy's name has to be exact, with the namespace of a Policy. */
function ruleNamesFor({ exceptions }: ClassicException, key: string): readonly string[] {
  return exceptions
    .filter(({ policyName }) => policyName === key)
    .flatMap(({ ruleNames }) => ruleNames);
}

function compileException<Scope>(
  exception: ClassicException,
  compilers: ExceptionCompilers<Scope>,
): CompiledException<Scope> {
  const matches = compilers.match(withoutOperations(exception.match));
  const conditions = withoutEmptyLists(exception.conditions);
  const holds = conditions === undefined ? undefined : compilers.conditions(conditions);
  return {
    key: exceptionKey(exception),
    podSecurity: exception.podSecurity,
    applies: (scope) => matches(scope) && (holds === undefined || holds(scope)),
  };
}

/** Kyverno's CLI does not look at an exception's operations. */
function withoutOperations({ any, all }: MatchBlock): MatchBlock {
  return {
    ...(any !== undefined && { any: any.map(withoutOwnOperations) }),
    ...(all !== undefined && { all: all.map(withoutOwnOperations) }),
  };
}

function withoutOwnOperations(filter: MatchFilter): MatchFilter {
  if (filter.resources?.operations === undefined) return filter;
  const { operations: _, ...resources } = filter.resources;
  return { ...filter, resources };
}

/** Unlike in preconditions, an empty `any` or `all` says nothing. */
function withoutEmptyLists(conditions: Json | undefined): Json | undefined {
  if (typeof conditions !== "object" || conditions === null || Array.isArray(conditions))
    return conditions ?? undefined;
  const filled = Object.entries(conditions).filter(
    ([, list]) => !Array.isArray(list) || list.length > 0,
  );
  return filled.length === 0 ? undefined : Object.fromEntries(filled);
}

/** What Kyverno says of a rule that exceptions skip; there really is no space before the first name. */
export function skippedByExceptions(keys: readonly string[]): string {
  return `rule is skipped due to policy exceptions${keys.join(", ")}`;
}

/** What Kyverno says of a podSecurity rule that exceptions without controls skip. */
export function podSecuritySkippedByException(keys: readonly string[]): string {
  return `rule is skipped due to policy exception ${keys.join(", ")}`;
}

/** What Kyverno says of a podSecurity rule that passes only because exceptions leave out what it violates. */
export function podSecuritySkippedByControls(keys: readonly string[]): string {
  return `rule is skipped due to policy exceptions ${keys.join(", ")}`;
}
