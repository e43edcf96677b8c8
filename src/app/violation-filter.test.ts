import { expect, test } from "vitest";
import type { Violation } from "../results/violation.ts";
import { type ViolationFilter, violationFilter } from "./violation-filter.ts";

const row: Violation = {
  context: "prod",
  namespace: "team-a",
  kind: "Deployment",
  name: "api-server",
  pods: 3,
  policy: "disallow-host-path",
  rule: "host-path",
  severity: "high",
  outcome: "fail",
  message: "no",
};

test.for<[ViolationFilter, boolean]>([
  [{}, true],
  [{ namespaces: [] }, true],
  [{ namespaces: ["team-a", "x"] }, true],
  [{ namespaces: ["team-*"] }, true],
  [{ namespaces: ["team"] }, false],
  [{ excludeNamespaces: ["team-a"] }, false],
  [{ excludeNamespaces: ["kube-*"] }, true],
  [{ kind: "deployment" }, true],
  [{ kind: "Pod" }, false],
  [{ policy: "disallow-*" }, true],
  [{ policy: "*-path" }, true],
  [{ policy: "dis*host*path" }, true],
  [{ policy: "disallow" }, false],
  [{ policy: "*nope*" }, false],
  [{ rule: "host-path" }, true],
  [{ name: "api-*" }, true],
  [{ name: "api-server*server" }, false],
  [{ severity: "high" }, true],
  [{ severity: "medium" }, true],
  [{ severity: "critical" }, false],
  [{ namespaces: ["team-a"], kind: "Pod" }, false],
])("%j keeps the row: %s", ([filter, expected]) => {
  expect(violationFilter(filter)(row)).toBe(expected);
});

test("a pattern of many stars stays quick", () => {
  const name = "a".repeat(20_000);
  const keeps = violationFilter({ name: `${"*a".repeat(100)}*b` });
  const started = performance.now();
  expect(keeps({ ...row, name })).toBe(false);
  expect(performance.now() - started).toBeLessThan(500);
});
