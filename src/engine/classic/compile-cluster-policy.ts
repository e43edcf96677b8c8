import type { CelHost } from "../../cel/host.ts";
import type { ClassicRule, ClusterPolicy } from "../../policy/cluster-policy.ts";
import type { ClassicException } from "../../policy/policy-exception.ts";
import type { RuleResult } from "../../results/rule-result.ts";
import type { PolicyCompilation, Request } from "../evaluation.ts";
import { compileClassicExceptions, type ExceptionIndex } from "../exceptions/classic-exceptions.ts";
import { compiledPolicy, type Answer } from "../kinds/compiled-policy.ts";
import { expandRules } from "./autogen/expand-rules.ts";
import { compileMatchConditions } from "./cel/match-conditions.ts";
import { compileConditions } from "./conditions/compile-conditions.ts";
import { requestDocument } from "./context/request-document.ts";
import { Failure } from "./failure.ts";
import type { RuleScope } from "./handlers/check.ts";
import { compileExceptionMatch, compilePolicyGate } from "./match/compile-match.ts";
import { matchFactsOf } from "./match/match-facts.ts";
import { compileRule, type CompiledRule } from "./rule.ts";
import { validateClassicPolicy } from "./validation/validate-policy.ts";

const EMPTY: Answer = { rules: [], needs: [] };

/**
 * Compiles the validate rules of a ClusterPolicy or Policy and those generated from them; rules of other types take no
 * part. A policy that Kyverno refuses, or that has no validate rule, is answered with a text.
 */
export function compileClusterPolicy(
  policy: ClusterPolicy,
  exceptions: readonly ClassicException[] = [],
): PolicyCompilation {
  const expanded = expandRules(policy);
  const refused = validateClassicPolicy(
    policy,
    expanded.map(({ rule }) => rule),
  );
  if (refused !== undefined) return invalid(policy, refused);
  const validating = expanded.filter(({ rule }) => rule.validate !== undefined);
  if (validating.length === 0) return invalid(policy, unsupportedText(policy.spec.rules));
  const index = indexExceptions(policy, exceptions);
  const rules: CompiledRule[] = [];
  for (const rule of validating) {
    const compilation = compileRule(policy, rule, index.forRule(rule.rule.name));
    if (!compilation.ok) return invalid(policy, compilation.text);
    rules.push(compilation.rule);
  }
  const targets = rules.flatMap(({ match }) => match.targets);
  return compiledPolicy(policy, targets, evaluateRules(policy, rules), expanded.length);
}

function invalid(source: ClusterPolicy, text: string): PolicyCompilation {
  return { ok: false, invalid: { source, text } };
}

function evaluateRules(
  policy: ClusterPolicy,
  rules: readonly CompiledRule[],
): (request: Request, host: CelHost) => Answer {
  const isFor = compilePolicyGate(policy);
  const conditionsHold = compileMatchConditions(policy);
  const stopsAtFirst = policy.spec.applyRules === "One";
  const rulesFor = rulesByKind(rules);
  return (request, host) => {
    const candidates = rulesFor(request.apiResource.kind);
    if (candidates.length === 0 || !isFor(request)) return EMPTY;
    const needs: unknown[] = [];
    if (conditionsHold !== undefined && !conditionsHold(request, host, needs))
      return { rules: [], needs };
    const document = requestDocument(request, host, needs);
    const results: RuleResult[] = [];
    for (const rule of candidates) {
      const result = rule.evaluate(request, host, document);
      if (result === undefined) continue;
      results.push(result);
      if (stopsAtFirst && (result.outcome === "pass" || result.outcome === "fail")) break;
    }
    return { rules: results, needs };
  };
}

/** The rules that can say something about a kind, looked up once for each kind. */
function rulesByKind(rules: readonly CompiledRule[]): (kind: string) => readonly CompiledRule[] {
  const known = new Map<string, readonly CompiledRule[]>();
  return (kind) => {
    const found = known.get(kind);
    if (found !== undefined) return found;
    const some = rules.filter(
      ({ appliesTo, match }) => appliesTo(kind) && (match.kinds?.has(kind) ?? true),
    );
    known.set(kind, some);
    return some;
  };
}

function indexExceptions(
  policy: ClusterPolicy,
  exceptions: readonly ClassicException[],
): ExceptionIndex<RuleScope> {
  return compileClassicExceptions<RuleScope>(policy, exceptions, {
    match: (match) => {
      const matches = compileExceptionMatch(match);
      return ({ request }) => matches(request, matchFactsOf(request));
    },
    conditions: (conditions) => {
      const { evaluate } = compileConditions(conditions);
      return ({ document }) => {
        const verdict = evaluate(document);
        return !(verdict instanceof Failure) && verdict.holds;
      };
    },
  });
}

const OTHER_TYPES = ["mutate", "generate", "verifyImages"] as const;

/** Names what the rules do instead of validating. */
function unsupportedText(rules: readonly ClassicRule[]): string {
  const types = OTHER_TYPES.filter((type) => rules.some((rule) => rule[type] !== undefined));
  return `not supported yet: ${types.join(", ")} rules`;
}
