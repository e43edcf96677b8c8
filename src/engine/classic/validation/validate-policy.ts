import type { ClassicRule, ClusterPolicy } from "../../../policy/cluster-policy.ts";
import { checkContext } from "./check-context.ts";
import { checkFilters, checkKinds } from "./check-filters.ts";
import { checkLabels } from "./check-labels.ts";
import { checkValidate } from "./check-validate.ts";
import { checkElements, checkVariables } from "./check-variables.ts";
import { checkWildcardKinds } from "./check-wildcard-kinds.ts";
import { fieldErrors } from "./field-errors.ts";
import { checkUserVariables } from "./user-variables.ts";

/**
 * Why Kyverno refuses to load a policy, in its words; undefined when it does not. `rules` are those that take part in
 * evaluation, as written and generated. The checks come in Kyverno's order, the first that fails is told.
 */
export function validateClassicPolicy(
  policy: ClusterPolicy,
  rules: readonly ClassicRule[],
): string | undefined {
  const isBackground = policy.spec.background !== false;
  const userVariable = isBackground ? checkUserVariables(policy) : undefined;
  if (userVariable !== undefined) return userVariable;
  for (const rule of rules) {
    const refused = checkVariables(rule, isBackground);
    if (refused !== undefined) return refused;
  }
  const errors = fieldErrors(policy);
  if (errors.length > 0) return errors.length === 1 ? errors[0] : `[${errors.join(", ")}]`;
  for (const [index, rule] of rules.entries()) {
    const refused = checkRule(rule, `spec.rules[${index}]`, isBackground);
    if (refused !== undefined) return refused;
  }
  return undefined;
}

function checkRule(rule: ClassicRule, path: string, isBackground: boolean): string | undefined {
  const wildcard = checkWildcardKinds(rule, isBackground);
  if (wildcard !== undefined) return `path: ${path}.${wildcard}`;
  const element = checkElements(rule);
  if (element !== undefined) return element;
  const filters = checkFilters(rule);
  if (filters !== undefined) return `path: ${path}.${filters}`;
  const context = checkContext(rule);
  if (context !== undefined) return `path: ${path}: ${context}`;
  const body = rule.validate === undefined ? undefined : checkValidate(rule.validate);
  if (body !== undefined) return `path: ${path}.validate.${body.path}.: ${body.message}`;
  return checkLabels(rule) ?? checkKinds(rule);
}
