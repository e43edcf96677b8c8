import { expect, test } from "vitest";
import type { Discovery } from "../cluster/discover.ts";
import { compilePolicy } from "../engine/compile-policy.ts";
import type { CompiledPolicy } from "../engine/evaluation.ts";
import { parseDocuments } from "../manifest/parse-documents.ts";
import { readPolicies } from "../policy/read-policies.ts";
import { notServed } from "./not-served.ts";

const PODS = {
  group: "",
  version: "v1",
  kind: "Pod",
  plural: "pods",
  namespaced: true,
  verbs: ["list"],
  subresources: [],
  shortNames: [],
  preferred: true,
};
const DISCOVERY: Discovery = { resources: [PODS], notRead: [] };

function policy(group: string, ...resources: readonly string[]): { compiled: CompiledPolicy } {
  const { documents } = parseDocuments(
    `{apiVersion: policies.kyverno.io/v1, kind: ValidatingPolicy, metadata: {name: p}, spec: {matchConstraints: {resourceRules: [{apiGroups: ["${group}"], apiVersions: ["*"], operations: [CREATE], resources: [${resources.join(", ")}]}]}, validations: [{expression: "true"}]}}`,
    "p.yaml",
  );
  const [read] = readPolicies(documents).policies;
  const compiled = read === undefined ? undefined : compilePolicy(read, []);
  if (compiled?.ok !== true) throw new Error("the policy does not compile");
  return { compiled: compiled.policy };
}

test("policies whose kinds the cluster lacks are counted and the kinds named", () => {
  const agents = policy("kagent.dev", "agents", "mcpservers", "modelconfigs", "toolservers");

  expect(notServed(DISCOVERY, [policy("", "pods"), agents, agents])).toEqual([
    "2 policies are about kinds that the cluster does not serve: agents.kagent.dev, mcpservers.kagent.dev, modelconfigs.kagent.dev and 1 more",
  ]);
});

test("a policy with one kind that is served, and a cluster that is half unknown, give no warning", () => {
  const mixed = policy("*", "pods", "agents");
  const row = { context: "c", resource: "apis", reason: "timeout", message: "", hint: "" } as const;

  expect(notServed(DISCOVERY, [mixed])).toEqual([]);
  expect(notServed({ ...DISCOVERY, notRead: [row] }, [policy("kagent.dev", "agents")])).toEqual([]);
});
