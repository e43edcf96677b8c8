import { expect, test } from "vitest";
import { exitCode } from "./scan.ts";

const CLEAN = {
  by_severity: { critical: 0, high: 0, medium: 0, low: 0, info: 0 },
  not_read: [],
  scanned: {
    namespaces: 1,
    resources: 1,
    workloads: 1,
    policies: 2,
    rules_evaluated: 1,
    seconds: 0,
  },
  totals: {
    workloads_with_violations: 0,
    violations: 0,
    fail: 0,
    warn: 0,
    error: 0,
    skip: 0,
    pass: 1,
  },
};
const UNREAD = [{ resource: "pods", reason: "forbidden", message: "" }];
const ONE_LOW = { ...CLEAN.by_severity, low: 1 };

test.for([
  ["nothing failed, though a policy of a set matched nothing", CLEAN, "info", 0],
  ["something failed", { ...CLEAN, by_severity: ONE_LOW }, "info", 1],
  ["what failed does not count", { ...CLEAN, by_severity: ONE_LOW }, "high", 0],
  ["nothing is to count", { ...CLEAN, by_severity: ONE_LOW }, "none", 0],
  ["something was not read", { ...CLEAN, not_read: UNREAD }, "info", 3],
  [
    "a policy could not be evaluated",
    { ...CLEAN, totals: { ...CLEAN.totals, error: 1 } },
    "info",
    3,
  ],
  [
    "nothing was evaluated",
    { ...CLEAN, scanned: { ...CLEAN.scanned, rules_evaluated: 0 } },
    "info",
    3,
  ],
  [
    "something failed and something was not read",
    { ...CLEAN, by_severity: ONE_LOW, not_read: UNREAD },
    "info",
    1,
  ],
] as const)("%s", ([, summary, failOn, code]) => {
  expect(exitCode(summary, failOn)).toBe(code);
});
