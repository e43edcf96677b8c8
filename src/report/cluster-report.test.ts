import { load } from "js-yaml";
import { expect, test } from "vitest";

import { formatClusterReport } from "./cluster-report.ts";
import type { ReportResult } from "./report-result.ts";

const RESULT: ReportResult = {
  source: "KyvernoValidatingPolicy",
  policy: "ns/p",
  rule: "",
  category: "Cat",
  severity: "high",
  result: "fail",
  scored: true,
  resource: { apiVersion: "v1", kind: "Pod", namespace: "x", name: "a", uid: "" },
  message: "no",
  properties: { process: "background scan", "cel.validationIndex": "0" },
};
const AT = new Date(1_700_000_000_123);

test("the report is one ClusterReport with the fields in the API type's order and empty ones left out", () => {
  const bare = { ...RESULT, category: "", severity: undefined, scored: false, message: "" };
  const text = formatClusterReport([RESULT, { ...bare, result: "warn" }], "json", AT);
  expect(text.endsWith("}\n")).toBe(true);
  expect(JSON.parse(text)).toEqual({
    kind: "ClusterReport",
    apiVersion: "openreports.io/v1alpha1",
    metadata: { name: "merged" },
    summary: { pass: 0, fail: 1, warn: 1, error: 0, skip: 0 },
    results: [
      {
        source: "KyvernoValidatingPolicy",
        policy: "ns/p",
        category: "Cat",
        severity: "high",
        timestamp: { seconds: 1_700_000_000, nanos: 0 },
        result: "fail",
        scored: true,
        resources: [{ kind: "Pod", namespace: "x", name: "a", apiVersion: "v1" }],
        message: "no",
        properties: { "cel.validationIndex": "0", process: "background scan" },
      },
      {
        source: "KyvernoValidatingPolicy",
        policy: "ns/p",
        timestamp: { seconds: 1_700_000_000, nanos: 0 },
        result: "warn",
        resources: [{ kind: "Pod", namespace: "x", name: "a", apiVersion: "v1" }],
        properties: { "cel.validationIndex": "0", process: "background scan" },
      },
    ],
  });
  expect(text.indexOf('"cel.validationIndex"')).toBeLessThan(text.indexOf('"process"'));
});

test("the YAML form says the same, in one document", () => {
  const result = { ...RESULT, message: "line\nno: yes # y" };
  const yaml = formatClusterReport([result], "yaml", AT);
  expect(load(yaml)).toEqual(JSON.parse(formatClusterReport([result], "json", AT)));
});
