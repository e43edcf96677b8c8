import { expect, test } from "vitest";

import { formatApplySummary, formatApplyTable, formatFailures } from "./format-apply.ts";
import type { ReportResult } from "./report-result.ts";

function result(fields: Partial<ReportResult>): ReportResult {
  return {
    source: "KyvernoValidatingPolicy",
    policy: "p",
    rule: "",
    category: "",
    severity: undefined,
    result: "fail",
    scored: true,
    resource: { apiVersion: "v1", kind: "Pod", namespace: "x", name: "a", uid: "" },
    message: "no",
    properties: {},
    ...fields,
  };
}

test("the summary counts every outcome", () => {
  const results = [result({}), result({ result: "pass" }), result({ result: "pass" })];
  expect(formatApplySummary(results)).toBe("\npass: 2, fail: 1, warn: 0, error: 0, skip: 0 \n");
  expect(formatApplySummary(results, 2)).toContain("error: 2,");
});

test("failures stand in one block per policy and resource, passes are not shown", () => {
  const results = [
    result({ message: "one" }),
    result({ rule: "r", message: "two" }),
    result({ result: "pass" }),
    result({ policy: "q", result: "warn" }),
  ];
  expect(formatFailures(results)).toBe(
    [
      "policy p -> resource x/Pod/a failed:",
      "1 -  one",
      "2 - r two",
      "",
      "policy q -> resource x/Pod/a failed as audit warning:",
      "1 -  no",
      "",
      "",
    ].join("\n"),
  );
});

test("the table shows every result, messages when details are asked for", () => {
  const results = [result({}), result({ result: "pass" })];
  const table = formatApplyTable(results, { detailed: true, color: false });
  expect(table).toContain("│ 1  │ p      │      │ x/Pod/a  │ fail   │ no      │");
  expect(formatApplyTable(results, { detailed: false, color: true })).toContain(
    "\u001B[32mpass\u001B[0m",
  );
});
