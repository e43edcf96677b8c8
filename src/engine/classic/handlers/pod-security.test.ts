import { expect, test } from "vitest";
import type { JsonObject, Resource } from "../../../manifest/resource.ts";
import type { ClusterPolicy } from "../../../policy/cluster-policy.ts";
import type { ClassicException } from "../../../policy/policy-exception.ts";
import type { RuleResult } from "../../../results/rule-result.ts";
import { offlineHost } from "../../offline-host.ts";
import { requestFor } from "../../request-for.ts";
import { compileClusterPolicy } from "../compile-cluster-policy.ts";

const POD: Resource = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "x", namespace: "default" },
  spec: { hostPID: true, containers: [{ name: "c", image: "nginx" }] },
};
const MATCH = { any: [{ resources: { kinds: ["Pod"] } }] };
const POLICY: ClusterPolicy = {
  name: "p",
  kind: "ClusterPolicy",
  apiVersion: "kyverno.io/v1",
  labels: {},
  annotations: {},
  place: { file: "p.yaml", line: 1, column: 1 },
  spec: {
    rules: [
      {
        name: "pss",
        match: MATCH,
        validate: { podSecurity: { level: "baseline", version: "latest" } },
      },
    ],
  },
};

function exception(name: string, podSecurity: readonly JsonObject[]): ClassicException {
  return {
    name,
    namespace: "ns",
    exceptions: [{ policyName: "p", ruleNames: ["pss"] }],
    match: MATCH,
    podSecurity,
    background: true,
  };
}

function resultWith(...exceptions: readonly ClassicException[]): RuleResult | undefined {
  const compilation = compileClusterPolicy(POLICY, exceptions);
  if (!compilation.ok) throw new Error(compilation.invalid.text);
  return compilation.policy.evaluate(requestFor(POD), offlineHost([]))?.rules[0];
}

test("a violated standard is reported with its controls", () => {
  expect(resultWith()).toMatchObject({
    outcome: "fail",
    message: expect.stringContaining("Validation rule 'pss' failed. It violates PodSecurity"),
    properties: {
      standard: "baseline",
      version: "latest",
      controls: "hostNamespaces",
      controlsJSON: '[{"ID":"hostNamespaces","Name":"Host Namespaces","Images":null}]',
    },
  });
});

test("of exceptions without controls only the first is named", () => {
  const controls = exception("c", [{ controlName: "Host Ports", images: ["*"] }]);
  expect(resultWith(controls, exception("a", []), exception("b", []))).toMatchObject({
    outcome: "skip",
    message: "rule is skipped due to policy exception ns/a",
    properties: { exceptions: "ns/a" },
  });
});

test("exceptions whose controls clear all violations together are all named", () => {
  const ports = exception("a", [{ controlName: "Host Ports", images: ["*"] }]);
  const namespaces = exception("b", [{ controlName: "Host Namespaces" }]);
  expect(resultWith(ports, namespaces)).toMatchObject({
    outcome: "skip",
    message: "rule is skipped due to policy exceptions ns/a, ns/b",
    properties: { exceptions: "ns/a,ns/b" },
  });
});
