import type { ClassicRule, ClusterPolicy } from "../../../policy/cluster-policy.ts";
import { goQuote } from "../../../values/go-quote.ts";
import { blockErrors } from "./filter-errors.ts";
import { excludesAll } from "./excludes-all.ts";
import { podSecurityErrors } from "./pod-security-errors.ts";
import { ruleJson } from "./rule-json.ts";

/** What is wrong with single fields, each in the words of Kubernetes' field errors; one that is found twice counts once. */
export function fieldErrors(policy: ClusterPolicy): readonly string[] {
  const { spec } = policy;
  const errors = [
    ...metadataErrors(policy),
    ...duplicateNames(spec.rules),
    ...spec.rules.flatMap((rule, index) => ruleErrors(rule, `spec.rules[${index}]`, policy)),
  ];
  return [...new Set(errors)];
}

const AUTOGEN = "pod-policies.kyverno.io/autogen-controllers";

function metadataErrors({ annotations, kind, namespace, spec }: ClusterPolicy): readonly string[] {
  const errors: string[] = [];
  if (annotations[AUTOGEN] === "all")
    errors.push(
      "metadata.annotations: Forbidden: Autogen annotation does not support 'all' anymore, remove the annotation or set it to a valid value",
    );
  if (kind === "ClusterPolicy" && namespace !== undefined && namespace !== "")
    errors.push("metadata.namespace: Forbidden: Namespace should not be set for ClusterPolicy");
  return [...errors, ...specErrors(spec)];
}

function specErrors(spec: ClusterPolicy["spec"]): readonly string[] {
  const errors: string[] = [];
  const { admission = true, background = true, generateExistingOnPolicyUpdate, rules } = spec;
  if (generateExistingOnPolicyUpdate !== undefined)
    errors.push(
      "spec.generateExistingOnPolicyUpdate: Forbidden: remove the deprecated field and use spec.generate[*].generateExisting instead",
    );
  if (!admission && !background)
    errors.push(
      "spec: Forbidden: disabling both admission and background processing is not allowed",
    );
  if (!admission && rules.some(({ validate }) => validate === undefined))
    errors.push(
      "spec: Forbidden: disabling admission processing is only allowed with validation policies",
    );
  return errors;
}

function duplicateNames(rules: readonly ClassicRule[]): readonly string[] {
  const seen = new Set<string>();
  return rules.flatMap(({ name }, index) => {
    const isKnown = seen.has(name);
    seen.add(name);
    if (!isKnown) return [];
    const place = `spec.rules[${index}].name`;
    return [`${place}: Invalid value: ${goQuote(name)}: Duplicate rule name: '${name}'`];
  });
}

function ruleErrors(rule: ClassicRule, path: string, policy: ClusterPolicy): readonly string[] {
  const { match = {}, exclude = {}, validate } = rule;
  const isNamespaced = policy.kind === "Policy";
  return [
    ...ruleTypeErrors(rule, path),
    ...(excludesAll(rule)
      ? [`${path}: Invalid value: ${ruleJson(rule)}: Rule is matching an empty set`]
      : []),
    ...blockErrors(match, `${path}.match`, isNamespaced),
    ...blockErrors(exclude, `${path}.exclude`, isNamespaced),
    ...podSecurityErrors(validate?.podSecurity, path),
  ];
}

const TYPES = ["mutate", "validate", "generate", "verifyImages"] as const;

function ruleTypeErrors(rule: ClassicRule, path: string): readonly string[] {
  const types = TYPES.filter((type) => Object.keys(rule[type] ?? {}).length > 0).length;
  if (types === 1) return [];
  const message =
    types === 0
      ? `No operation defined in the rule '${rule.name}'.(supported operations: generate,mutate,validate,verifyImages)`
      : `Multiple operations defined in the rule '${rule.name}', only one operation (generate,mutate,validate,verifyImages) is allowed per rule`;
  return [`${path}: Invalid value: ${ruleJson(rule)}: ${message}`];
}
