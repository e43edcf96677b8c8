import type { CelHost } from "../../cel/host.ts";
import type {
  MatchConstraints,
  ValidatingPolicy,
  ValidatingPolicySpec,
} from "../../policy/validating-policy.ts";
import type { RuleResult } from "../../results/rule-result.ts";
import { podControllerVariants, type PodControllerVariant } from "../autogen/pod-controllers.ts";
import type { PolicyCompilation, Request, ResourceTarget } from "../evaluation.ts";
import { aggregateErrors } from "../expressions/compile-field.ts";
import { validatingScopes, type ValidatingScopes } from "../expressions/validating-scopes.ts";
import { compileMatchConstraints, isEmptySelector } from "../match/match-constraints.ts";
import type { CelException } from "../../policy/policy-exception.ts";
import { compiledPolicy, type Answer } from "./compiled-policy.ts";
import { validatingReporter, type ValidatingReporter } from "./validating-reporter.ts";
import { compileValidatingProgram, type ValidatingProgram } from "./validating-program.ts";
import { evaluateOnPodTemplates, evaluateOnRequest, type Evaluate } from "./validating-variant.ts";

/** Kyverno's first line about any policy of this kind that does not compile. */
const PREAMBLE =
  "<nil>: Internal error: validating policy compiler 1.0 error: failed to compile policy";

/** A spec, the policy's own or a generated one, ready to evaluate. */
interface Variant {
  readonly matches: ReturnType<typeof compileMatchConstraints>;
  readonly evaluate: Evaluate;
  readonly program: ValidatingProgram;
  /** Kyverno drops the response of such a variant when it does not match. */
  readonly isSilent: boolean;
}

/** Compiles a ValidatingPolicy or NamespacedValidatingPolicy and its variants for pod controllers. */
export function compileValidatingPolicy(
  policy: ValidatingPolicy,
  exceptions: readonly CelException[],
): PolicyCompilation {
  const mode = policy.spec.evaluation?.mode ?? "Kubernetes";
  if (mode === "Envoy" || mode === "HTTP") {
    const text = `evaluation mode ${mode} is not supported yet`;
    return { ok: false, invalid: { source: policy, text } };
  }
  const own = { spec: policy.spec, onPodTemplates: false };
  const specs = [own, ...podControllerVariants(policy.spec)];
  const scopes = validatingScopes(policy.namespace);
  const applicable = exceptions.filter(({ policyRefs }) =>
    policyRefs.some(({ name, kind }) => name === policy.name && kind === policy.kind),
  );
  const variants: Variant[] = [];
  for (const { spec, onPodTemplates } of specs) {
    const variant = compileVariant(scopes, applicable, { spec, onPodTemplates });
    if (typeof variant === "string") {
      const text = `failed to compile policy ${policy.name} (${variant})`;
      return { ok: false, invalid: { source: policy, text } };
    }
    variants.push(variant);
  }
  const targets = specs.flatMap(({ spec }) => targetsOf(spec.matchConstraints));
  const reporter = validatingReporter(policy);
  return compiledPolicy(policy, isForJson(policy.spec) ? [] : targets, (request, host) =>
    answer(variants, reporter, request, host),
  );
}

function compileVariant(
  scopes: ValidatingScopes,
  exceptions: readonly CelException[],
  { spec, onPodTemplates }: PodControllerVariant,
): Variant | string {
  const compilation = compileValidatingProgram(spec, scopes, exceptions);
  if (!compilation.ok) {
    const { errors } = compilation;
    return aggregateErrors(isForJson(spec) ? errors : [PREAMBLE, ...errors]);
  }
  const { program } = compilation;
  return {
    program,
    evaluate: onPodTemplates ? evaluateOnPodTemplates : evaluateOnRequest,
    matches: isForJson(spec) ? () => true : compileMatchConstraints(spec.matchConstraints),
    isSilent: isSimple(spec.matchConstraints),
  };
}

/** Every variant has its say; only when all of them are silent there is no answer. */
function answer(
  variants: readonly Variant[],
  reporter: ValidatingReporter,
  request: Request,
  host: CelHost,
): Answer | undefined {
  const rules: RuleResult[] = [];
  const needs: unknown[] = [];
  let isAnswered = false;
  for (const { matches, evaluate, program, isSilent } of variants) {
    const matched = matches(request);
    isAnswered ||= matched !== false || !isSilent;
    if (matched === false) continue;
    if (matched === true) {
      const verdict = evaluate(program, request, host);
      if (verdict.kind === "pending") needs.push(verdict.lookup);
      else rules.push(reporter.verdict(verdict));
    } else rules.push(reporter.matchError(matched.error));
  }
  return isAnswered ? { rules, needs } : undefined;
}

/** Such policies are for any JSON: they match everything and see nothing but the object. */
function isForJson({ evaluation }: ValidatingPolicySpec): boolean {
  return evaluation?.mode === "JSON";
}

/** One resource rule and nothing that narrows it: Kyverno's CLI leaves such policies out where they do not match. */
function isSimple(constraints: MatchConstraints | undefined): boolean {
  const { resourceRules = [], excludeResourceRules = [] } = constraints ?? {};
  return (
    isEmptySelector(constraints?.namespaceSelector) &&
    isEmptySelector(constraints?.objectSelector) &&
    excludeResourceRules.length === 0 &&
    resourceRules.length === 1 &&
    (resourceRules[0]?.resourceNames ?? []).length === 0
  );
}

function targetsOf(constraints: MatchConstraints | undefined): readonly ResourceTarget[] {
  if (constraints === undefined) return [];
  const { resourceRules = [] } = constraints;
  if (resourceRules.length === 0) {
    return [{ groups: ["*"], versions: ["*"], resources: ["*"], operations: ["*"] }];
  }
  return resourceRules.map((rule) => ({
    groups: rule.apiGroups ?? [],
    versions: rule.apiVersions ?? [],
    resources: rule.resources ?? [],
    operations: rule.operations ?? [],
  }));
}
