import { expect, test } from "vitest";
import type { Summary } from "../results/summary.ts";
import { plain } from "./paint.ts";
import { formatSummaryTable } from "./summary-table.ts";

const clean: Summary = {
  context: "",
  policy_sets: ["pod-security"],
  complete: true,
  not_read: [],
  warnings: [],
  scanned: {
    namespaces: 1,
    resources: 2,
    workloads: 1,
    policies: 1,
    rules_evaluated: 3,
    seconds: 0,
  },
  totals: {
    workloads_with_violations: 0,
    violations: 0,
    fail: 0,
    warn: 0,
    error: 0,
    skip: 0,
    pass: 3,
  },
  by_severity: { critical: 0, high: 0, medium: 0, low: 0, info: 0 },
  by_policy: [],
  by_namespace: [],
  violations: [],
  shown: 0,
};

test("a complete scan without violations says so", () => {
  expect(formatSummaryTable(clean, plain).split("\n")[0]).toBe(
    "No violations. fail: 0, warn: 0, error: 0, skip: 0, pass: 3",
  );
});

test("a scan that is not complete never reads as clean", () => {
  const gap = { namespace: "team-a", resource: "pods", reason: "forbidden", message: "403" };
  const text = formatSummaryTable({ ...clean, complete: false, not_read: [gap] }, plain);
  expect(text).toContain("team-a: pods: forbidden: 403");
  expect(text).toContain("No violations in what was read");
  expect(text).toContain("The scan is not complete.");
});

test("a violation names its workload and how many pods share it", () => {
  const row = {
    namespace: "team-a",
    kind: "Deployment",
    name: "api",
    pods: 3,
    policy: "no-root",
    rule: "",
    severity: "high" as const,
    message: "runs as\nroot",
  };
  const text = formatSummaryTable(
    {
      ...clean,
      totals: { ...clean.totals, violations: 2, fail: 2, workloads_with_violations: 1 },
      violations: [row],
      shown: 1,
    },
    plain,
  );
  expect(text).toMatch(/high +team-a +Deployment\/api \(3 pods\) +no-root +runs as root/u);
  expect(text).toContain("… and 1 more");
  expect(text).toContain("2 violations in 1 of 1 workload");
});

test("several clusters are a table of policies by cluster, and gaps come with what would help", () => {
  const text = formatSummaryTable(
    {
      ...clean,
      complete: false,
      matrix: [{ policy: "no-root", severity: "high", prod: 3, staging: "not read" }],
      errors_by_policy: [{ policy: "no-latest", errors: 2, message: "no such key" }],
      not_read: [
        {
          context: "staging",
          resource: "pods",
          reason: "forbidden",
          message: "403",
          hint: "grant a ClusterRole",
        },
      ],
    },
    plain,
  );
  expect(text).toMatch(/POLICY +SEVERITY +prod +staging\nno-root +high +3 +not read\n/u);
  expect(text).toContain("no-latest: 2 errors, first: no such key");
  expect(text).toContain("staging: pods: forbidden: 403\n    grant a ClusterRole\n");
});
