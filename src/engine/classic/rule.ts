import type { CelHost } from "../../cel/host.ts";
import type { Json } from "../../manifest/resource.ts";
import type { ClassicRule, ClusterPolicy } from "../../policy/cluster-policy.ts";
import { isEnforcedAction } from "../../policy/cluster-policy.ts";
import type { RuleResult } from "../../results/rule-result.ts";
import type { Request, RuleValues } from "../evaluation.ts";
import {
  podSecuritySkippedByException,
  skippedByExceptions,
  type CompiledException,
} from "../exceptions/classic-exceptions.ts";
import { compileExclusions } from "../pod-security/exclusions.ts";
import { isScored } from "../kinds/compiled-policy.ts";
import type { ExpandedRule } from "./autogen/expand-rules.ts";
import { compileContext } from "./context/compile-context.ts";
import { withNamedValues } from "./context/named-values.ts";
import { requestDocument } from "./context/request-document.ts";
import { childDocument, type ContextDocument } from "./context-document.ts";
import type { Exemption, RuleFacts, RuleScope, RuleVerdict } from "./handlers/check.ts";
import { compileCheck } from "./handlers/compile-check.ts";
import { withPreconditions } from "./handlers/validation.ts";
import { compileMatch, type CompiledMatch } from "./match/compile-match.ts";
import { matchFactsOf } from "./match/match-facts.ts";
import { compileReportProperties, withReportProperties } from "./report-properties.ts";

/** A validate rule, as written or generated, turned into functions. */
export interface CompiledRule {
  readonly match: CompiledMatch;
  readonly appliesTo: (kind: string) => boolean;
  /** `document` is the request's; undefined where the rule does not match or Kyverno gives no response. */
  readonly evaluate: (
    request: Request,
    host: CelHost,
    document: ContextDocument,
  ) => RuleResult | undefined;
}

/** A rule, or Kyverno's words for why it can't be used. */
export type RuleCompilation =
  | { readonly ok: true; readonly rule: CompiledRule }
  | { readonly ok: false; readonly text: string };

type Evaluate = (scope: RuleScope) => RuleVerdict | undefined;

const PRE_EXISTING: RuleVerdict = {
  outcome: "skip",
  message: "skipping the rule evaluation as pre-existing violations are allowed",
};
const OLD_OBJECT_BROKEN: RuleVerdict = {
  outcome: "skip",
  message: "failed to validate old object",
};

/** Compiles a validate rule: match, then context, preconditions, exceptions and the check itself, in Kyverno's order. */
export function compileRule(
  policy: ClusterPolicy,
  { rule, appliesTo, generatedFrom }: ExpandedRule,
  exceptions: readonly CompiledException<RuleScope>[],
): RuleCompilation {
  const facts: RuleFacts = {
    name: rule.name,
    message: rule.validate?.message ?? "",
    policyNamespace: policy.kind === "Policy" ? policy.namespace || "default" : undefined,
  };
  const check = compileCheck(rule, facts);
  if (typeof check === "string") return { ok: false, text: check };
  const guarded = withExceptions(exceptions, rule.validate?.podSecurity !== undefined, check);
  const body = withPreconditions(rule.preconditions, guarded);
  const evaluate = withRuleContext(policy, rule, generatedFrom?.name ?? rule.name, body);
  const match = compileMatch(rule);
  const final = allowsExisting(policy, rule) ? sparingExisting(evaluate, match) : evaluate;
  return {
    ok: true,
    rule: {
      match,
      appliesTo,
      evaluate: (request, host, document) => {
        if (!match.matches(request, matchFactsOf(request))) return undefined;
        const scope = {
          request,
          host,
          document,
          element: undefined,
          values: undefined,
          exemptions: [],
        };
        const verdict = final(scope);
        return verdict === undefined ? undefined : { rule: rule.name, ...verdict };
      },
    },
  };
}

/** Gives the rule its layer of the context document, and its verdict the report properties. */
function withRuleContext(
  policy: ClusterPolicy,
  rule: ClassicRule,
  valuesName: string,
  body: Evaluate,
): Evaluate {
  const entries = compileContext(rule.context, policy.namespace);
  const properties = compileReportProperties(rule.reportProperties);
  const scored = isScored(policy);
  return (scope) => {
    const values = ruleValues(scope.request.values?.rules.get(valuesName));
    let { document } = scope;
    if (values !== undefined || entries.length > 0) {
      document = childDocument(document, {}, entries);
      if (values !== undefined)
        Object.assign(document.root, withNamedValues(document.root, values));
    }
    const verdict = body({ ...scope, document, values });
    if (verdict === undefined || properties === undefined) return verdict;
    return withReportProperties(verdict, properties(document), scored);
  };
}

/** The CLI takes the first of the values that a foreach is given for every element. */
function ruleValues(given: RuleValues | undefined): Readonly<Record<string, Json>> | undefined {
  if (given === undefined) return undefined;
  const ofElements = Object.entries(given.foreachValues).map(
    ([name, [first = null]]) => [name, first] as const,
  );
  return ofElements.length === 0
    ? given.values
    : { ...given.values, ...Object.fromEntries(ofElements) };
}

function withExceptions(
  exceptions: readonly CompiledException<RuleScope>[],
  isPodSecurity: boolean,
  check: Evaluate,
): Evaluate {
  if (exceptions.length === 0) return check;
  const exemptions = new Map(
    exceptions.map((exception) => [
      exception,
      { key: exception.key, exclusions: compileExclusions(exception.podSecurity) },
    ]),
  );
  return (scope) => {
    const applicable = exceptions.filter((exception) => exception.applies(scope));
    if (applicable.length === 0) return check(scope);
    if (isPodSecurity) return exemptPodSecurity(applicable, exemptions, check, scope);
    return skipped(applicable, skippedByExceptions);
  };
}

function exemptPodSecurity(
  applicable: readonly CompiledException<RuleScope>[],
  exemptions: ReadonlyMap<CompiledException<RuleScope>, Exemption>,
  check: Evaluate,
  scope: RuleScope,
): RuleVerdict | undefined {
  // Kyverno stops at the first exception without controls, and names no other.
  const whole = applicable.find(({ podSecurity }) => podSecurity.length === 0);
  if (whole !== undefined) return skipped([whole], podSecuritySkippedByException);
  const verdict = check({
    ...scope,
    exemptions: applicable.flatMap((exception) => exemptions.get(exception) ?? []),
  });
  return verdict?.outcome === "skip"
    ? { ...verdict, properties: exceptionsProperty(applicable) }
    : verdict;
}

function skipped(
  exceptions: readonly CompiledException<RuleScope>[],
  message: (keys: readonly string[]) => string,
): RuleVerdict {
  return {
    outcome: "skip",
    message: message(exceptions.map(({ key }) => key)),
    properties: exceptionsProperty(exceptions),
  };
}

function exceptionsProperty(
  exceptions: readonly CompiledException<RuleScope>[],
): Readonly<Record<string, string>> {
  return { exceptions: exceptions.map(({ key }) => key).join(",") };
}

/** Not for CEL; the overrides by namespace do not count here. */
function allowsExisting({ spec }: ClusterPolicy, { validate }: ClassicRule): boolean {
  if (validate?.cel !== undefined) return false;
  const action = validate?.failureAction ?? spec.validationFailureAction ?? "Audit";
  return validate?.allowExistingViolations !== false && isEnforcedAction(action);
}

/** On UPDATE, an enforced rule that the old object broke already is skipped. */
function sparingExisting(evaluate: Evaluate, match: CompiledMatch): Evaluate {
  return (scope) => {
    const verdict = evaluate(scope);
    const { request, host } = scope;
    if (verdict?.outcome !== "fail") return verdict;
    if (request.operation !== "UPDATE" || request.oldObject === null) return verdict;
    const before: Request = {
      ...request,
      object: request.oldObject,
      oldObject: null,
      operation: "CREATE",
    };
    if (!match.matches(before, matchFactsOf(before))) return verdict;
    const document = requestDocument(before, host, scope.document.session.needs);
    const old = evaluate({ ...scope, request: before, document });
    if (old?.outcome === "fail") return PRE_EXISTING;
    return old?.outcome === "error" ? OLD_OBJECT_BROKEN : verdict;
  };
}
