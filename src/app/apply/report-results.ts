import type { PolicyResponse } from "../../engine/evaluation.ts";
import type { Resource } from "../../manifest/resource.ts";
import { isClassicPolicy, isEnforced, processesOf, type Policy } from "../../policy/policy.ts";
import { policyKey } from "../../policy/policy-identity.ts";
import type { ReportResult, ReportSubject } from "../../report/report-result.ts";
import type { RuleResult } from "../../results/rule-result.ts";
import { reportedRules } from "../kyverno-files/evaluate-resource.ts";

/** Turns a policy's answer about a subject into results of a report, as Kyverno's reports name them. */
export function reportResults(
  subject: ReportSubject,
  response: PolicyResponse,
  auditWarn: boolean,
): readonly ReportResult[] {
  const { policy } = response;
  const warnsOnly = auditWarn && !isEnforced(policy.source);
  return reportedRules(response).map((rule) => ({
    source: isClassicPolicy(policy.source) ? "kyverno" : "KyvernoValidatingPolicy",
    policy: policyKey(policy.source),
    rule: rule.rule,
    category: policy.category,
    severity: policy.severity,
    result: warnsOnly && rule.outcome === "fail" ? "warn" : rule.outcome,
    scored: policy.scored,
    resource: subject,
    message: rule.message,
    properties: propertiesOf(policy.source, rule),
  }));
}

/** The subject of results about JSON that is no Kubernetes object. */
export const NO_SUBJECT: ReportSubject = {
  apiVersion: "",
  kind: "",
  namespace: "",
  name: "",
  uid: "",
};

/** How a report refers to a resource. */
export function subjectOf({ apiVersion, kind, metadata }: Resource): ReportSubject {
  return {
    apiVersion,
    kind,
    namespace: metadata.namespace ?? "",
    name: metadata.name ?? "",
    uid: metadata.uid ?? "",
  };
}

/** `process` says in which of Kyverno's runs the policy takes part; background wins, neither leaves it empty. */
function propertiesOf(policy: Policy, rule: RuleResult): Readonly<Record<string, string>> {
  const { background, admission } = processesOf(policy);
  const process = background ? "background scan" : admission ? "admission review" : "";
  return { process, ...rule.properties };
}
