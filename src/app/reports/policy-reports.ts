import { objectAt, objectsAt, textAt } from "../../cluster/json-fields.ts";
import type { JsonObject, Resource } from "../../manifest/resource.ts";
import { SEVERITIES, type Severity } from "../../policy/policy-identity.ts";
import { cleanText } from "../../results/clean-text.ts";
import type { Outcome } from "../../results/rule-result.ts";
import type { PolicyFacts, ScannedObject } from "../../results/violation.ts";
import { type ReportedResult, timeOf } from "./reported-result.ts";

/** The API groups of policy reports: https://github.com/kubernetes-sigs/wg-policy-prototypes and https://github.com/openreports/reports-api */
export const REPORT_GROUPS: readonly string[] = ["wgpolicyk8s.io", "openreports.io"];

/** Their kinds as `plural.group`. */
export const REPORT_KINDS: ReadonlySet<string> = new Set([
  "policyreports.wgpolicyk8s.io",
  "clusterpolicyreports.wgpolicyk8s.io",
  "reports.openreports.io",
  "clusterreports.openreports.io",
]);

const OUTCOMES: readonly Outcome[] = ["pass", "fail", "warn", "error", "skip"];

/** Every result of a report of either family, one for each object it is about. */
export function resultsOfReport(report: Resource, context: string): readonly ReportedResult[] {
  const api = report.apiVersion.split("/")[0] ?? "";
  const scope = objectAt(report, "scope");
  const source = textAt(report, "source");
  const written = timeOf(textAt(report.metadata, "creationTimestamp"));
  return objectsAt(report, "results").flatMap((result) => {
    const outcome = OUTCOMES.find((known) => known === textAt(result, "result"));
    if (outcome === undefined) return [];
    const facts = {
      policy: policyOf(result),
      rule: writtenRule(textAt(result, "rule")),
      outcome,
      // A result without a tool is Kyverno's: earlier releases left the field out.
      source: cleanText(textAt(result, "source") || source || "kyverno"),
      message: cleanText(textAt(result, "message")),
      api,
      at: timestampOf(result) ?? written,
    };
    // Both families name the objects `resources` in JSON, though openreports' Go type calls them Subjects.
    const named = objectsAt(result, "resources");
    return (named.length > 0 ? named : [scope]).map((subject) => ({
      ...facts,
      object: objectOf(subject, report, context),
    }));
  });
}

/** What a result is about; a result without a subject is about its report. */
function objectOf(subject: JsonObject, report: Resource, context: string): ScannedObject {
  const { metadata } = report;
  const uid = textAt(subject, "uid");
  return {
    context,
    namespace: textAt(subject, "namespace") || (metadata.namespace ?? ""),
    kind: textAt(subject, "kind") || report.kind,
    name: textAt(subject, "name") || (metadata.name ?? ""),
    ...(uid !== "" && { uid }),
  };
}

function policyOf(result: JsonObject): PolicyFacts {
  const key = textAt(result, "policy");
  const text = textAt(result, "severity");
  const severity: Severity = SEVERITIES.find((known) => known === text) ?? "medium";
  return { key, severity, title: key, category: textAt(result, "category") };
}

/** A pod controller's generated rule is the pod's rule: kyverno.io/docs/policy-types/cluster-policy/autogen */
function writtenRule(rule: string): string {
  return rule.replace(/^autogen-(?:cronjob-)?/u, "");
}

/** `timestamp: {seconds, nanos}`, a metav1.Timestamp. */
function timestampOf(result: JsonObject): number | undefined {
  const { seconds } = objectAt(result, "timestamp");
  return typeof seconds === "number" && seconds > 0 ? seconds * 1000 : undefined;
}
