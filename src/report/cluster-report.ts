import { dump } from "js-yaml";

import { countOutcomes, type ReportResult, type ReportSubject } from "./report-result.ts";

/**
 * Writes results as `kyverno apply --policy-report` does: one `openreports.io/v1alpha1` ClusterReport named `merged`.
 * Empty fields and `scored: false` are left out, as the API type's JSON leaves them out.
 */
export function formatClusterReport(
  results: readonly ReportResult[],
  format: "json" | "yaml",
  at: Date,
): string {
  const seconds = Math.floor(at.getTime() / 1000);
  const report = {
    kind: "ClusterReport",
    apiVersion: "openreports.io/v1alpha1",
    metadata: { name: "merged" },
    summary: countOutcomes(results),
    results: results.map((result) => reportedResult(result, seconds)),
  };
  return format === "json"
    ? `${JSON.stringify(report, null, 2)}\n`
    : dump(report, { sortKeys: true, lineWidth: -1, noRefs: true });
}

function reportedResult(result: ReportResult, seconds: number): Record<string, unknown> {
  return {
    source: result.source,
    policy: result.policy,
    ...given("rule", result.rule),
    ...given("category", result.category),
    ...given("severity", result.severity),
    timestamp: { seconds, nanos: 0 },
    result: result.result,
    ...given("scored", result.scored),
    resources: [subject(result.resource)],
    ...given("message", result.message),
    properties: sortedByKey(result.properties),
  };
}

function subject({
  kind,
  namespace,
  name,
  uid,
  apiVersion,
}: ReportSubject): Record<string, unknown> {
  return {
    kind,
    ...given("namespace", namespace),
    ...given("name", name),
    ...given("uid", uid),
    apiVersion,
  };
}

function given(key: string, value: string | boolean | undefined): Record<string, unknown> {
  return value === undefined || value === "" || value === false ? {} : { [key]: value };
}

function sortedByKey(properties: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(properties).toSorted(([a], [b]) => (a < b ? -1 : Number(a > b))),
  );
}
