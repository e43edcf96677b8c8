import { expect, test } from "vitest";

import type { CompiledPolicy } from "../../engine/evaluation.ts";
import type { Resource } from "../../manifest/resource.ts";
import type { ValidatingPolicySpec } from "../../policy/validating-policy.ts";
import type { ReportResult } from "../../report/report-result.ts";
import type { RuleResult } from "../../results/rule-result.ts";
import { reportResults, subjectOf } from "./report-results.ts";

const POD: Resource = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "a", namespace: "x", uid: "u" },
};
const FAILED: RuleResult = { rule: "", outcome: "fail", message: "no", properties: { k: "v" } };

function report(
  spec: ValidatingPolicySpec,
  { scored = true, auditWarn = false, rules = [FAILED] } = {},
): readonly ReportResult[] {
  const policy: CompiledPolicy = {
    source: {
      apiVersion: "policies.kyverno.io/v1",
      kind: "NamespacedValidatingPolicy",
      name: "p",
      namespace: "ns",
      labels: {},
      annotations: {},
      place: { file: "p.yaml" },
      spec,
    },
    severity: "high",
    category: "Cat",
    scored,
    targets: [],
    evaluate: () => undefined,
  };
  return reportResults(subjectOf(POD), { policy, rules }, auditWarn);
}

test("a result names policy, resource, outcome and what the rule said", () => {
  expect(report({})).toEqual([
    {
      source: "KyvernoValidatingPolicy",
      policy: "ns/p",
      rule: "",
      category: "Cat",
      severity: "high",
      result: "fail",
      scored: true,
      resource: { apiVersion: "v1", kind: "Pod", namespace: "x", name: "a", uid: "u" },
      message: "no",
      properties: { k: "v", process: "background scan" },
    },
  ]);
});

test.for([
  [undefined, undefined, "background scan"],
  [false, undefined, "admission review"],
  [false, false, ""],
  [true, false, "background scan"],
] as const)(
  "background %j and admission %j make the process %j",
  ([background, admission, process]) => {
    const evaluation = {
      ...(background !== undefined && { background: { enabled: background } }),
      ...(admission !== undefined && { admission: { enabled: admission } }),
    };
    expect(report({ evaluation })[0]?.properties["process"]).toBe(process);
  },
);

test.for([
  [{ scored: false }, ["Deny"], "warn"],
  [{ auditWarn: true }, ["Deny"], "fail"],
  [{ auditWarn: true }, undefined, "fail"],
  [{ auditWarn: true }, ["Audit"], "warn"],
  [{}, ["Audit"], "fail"],
] as const)("a failure with %j and the actions %j is %j", ([options, actions, outcome]) => {
  const spec = actions === undefined ? {} : { validationActions: actions };
  expect(report(spec, options)[0]?.result).toBe(outcome);
});
