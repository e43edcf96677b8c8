import { expect, test } from "vitest";
import type { RuleResult } from "./rule-result.ts";
import { createTally } from "./tally.ts";
import type { PolicyFacts, ScannedObject } from "./violation.ts";

const policy: PolicyFacts = { key: "no-root", severity: "high", title: "", category: "" };
const failed: RuleResult[] = [{ rule: "", outcome: "fail", message: "runs as root" }];
const passed: RuleResult[] = [{ rule: "", outcome: "pass", message: "success" }];

const deployment = object("Deployment", "api");
const replicaSet = object("ReplicaSet", "api-1", deployment);
const pods = [1, 2, 3].map((n) => object("Pod", `api-1-${n}`, replicaSet));

function object(kind: string, name: string, owner?: ScannedObject): ScannedObject {
  return {
    context: "",
    namespace: "team-a",
    kind,
    name,
    uid: `uid-${name}`,
    ...(owner && { owner: { kind: owner.kind, name: owner.name, uid: owner.uid ?? "" } }),
  };
}

function tally(results: readonly (readonly [ScannedObject, RuleResult[]])[]) {
  const collected = createTally();
  const seen = results.map(([about]) => collected.see(about));
  for (const [index, counted] of seen.entries()) {
    collected.add(counted, policy, results[index]?.[1] ?? []);
  }
  return collected.finish();
}

function rows(result: ReturnType<typeof tally>) {
  return result.violations.map(({ kind, name, pods: count }) => [kind, name, count]);
}

test("failures of pods and replica sets are counted once, for their deployment", () => {
  const result = tally([
    ...pods.map((pod) => [pod, failed] as const),
    [replicaSet, failed],
    [deployment, failed],
  ]);
  expect(rows(result)).toEqual([["Deployment", "api", 3]]);
  expect(result).toMatchObject({ workloads: 1, resources: 5, rulesEvaluated: 5, pass: 0 });
});

test("a pod whose owners pass keeps its row", () => {
  const [first, second] = pods;
  if (!first || !second) throw new Error("no pods");
  const result = tally([
    [deployment, passed],
    [replicaSet, passed],
    [first, failed],
    [second, passed],
  ]);
  expect(rows(result)).toEqual([["Pod", "api-1-1", 0]]);
  expect(result.pass).toBe(3);
});

test("a replica set that fails while its deployment passes answers for its pods", () => {
  const result = tally([
    [deployment, passed],
    [replicaSet, failed],
    ...pods.map((pod) => [pod, failed] as const),
  ]);
  expect(rows(result)).toEqual([["ReplicaSet", "api-1", 3]]);
});

test("owners that the policy does not match answer for what they own", () => {
  const result = tally([
    [deployment, []],
    [replicaSet, []],
    ...pods.map((pod) => [pod, failed] as const),
  ]);
  expect(rows(result)).toEqual([["Deployment", "api", 3]]);
});

test("a pod whose owner was not read keeps its row", () => {
  expect(rows(tally(pods.map((pod) => [pod, failed] as const)))).toEqual([
    ["Pod", "api-1-1", 0],
    ["Pod", "api-1-2", 0],
    ["Pod", "api-1-3", 0],
  ]);
});

test("owners that own each other do not hang the fold", () => {
  const left = { ...object("A", "left"), owner: { kind: "B", name: "right", uid: "uid-right" } };
  const right = { ...object("B", "right"), owner: { kind: "A", name: "left", uid: "uid-left" } };
  expect(
    tally([
      [left, failed],
      [right, failed],
    ]).violations,
  ).toHaveLength(2);
});

test("a policy that said nothing has not matched", () => {
  expect(tally([[deployment, []]]).policiesMatched.size).toBe(0);
});

test("a rule generated for controllers answers for the rule on their pods", () => {
  const collected = createTally();
  const owner = collected.see(deployment);
  collected.know(replicaSet);
  const seen = pods.map((pod) => collected.see(pod));
  for (const pod of seen) {
    collected.add(pod, policy, [{ rule: "no-root", outcome: "fail", message: "runs as root" }]);
  }
  collected.add(owner, policy, [
    { rule: "autogen-no-root", outcome: "fail", message: "runs as root" },
  ]);
  expect(collected.finish().violations).toMatchObject([
    { kind: "Deployment", name: "api", pods: 3, rule: "autogen-no-root" },
  ]);
});
