import { expect, test } from "vitest";
import { fakeServices } from "../../test/fake-services.ts";
import { checkManifests } from "./check-manifests.ts";
import type { Summary } from "../results/summary.ts";

const POLICIES = `
apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata: {name: team}
spec:
  rules:
  - name: has-team
    match: {any: [{resources: {kinds: [Pod]}}]}
    validate: {message: no team, pattern: {metadata: {labels: {team: "?*"}}}}
---
apiVersion: policies.kyverno.io/v1
kind: ValidatingPolicy
metadata: {name: named}
spec:
  matchConstraints:
    resourceRules:
    - {apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}
  validations: [{expression: "object.metadata.name != 'bad'", message: bad name}]
`;
const MANIFESTS = ["bad", "worse"]
  .map((name) => `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec: {containers: []}\n`)
  .join("---\n");
const EXCEPTION = `
apiVersion: kyverno.io/v2
kind: PolicyException
metadata: {name: e, namespace: ns}
spec:
  exceptions: [{policyName: team, ruleNames: [has-team]}]
  match: {any: [{resources: {kinds: [Pod], names: [bad]}}]}
`;

function check(policies: string, exceptions?: string): Promise<Summary> {
  return checkManifests(
    { manifests: MANIFESTS, policies, exceptions, operation: "CREATE", limit: 20, budget: 9000 },
    fakeServices(),
  );
}

function rows({ violations }: Summary): readonly string[] {
  return violations.map(({ name, policy, rule }) => `${name} ${policy} ${rule}`).toSorted();
}

test("classic and CEL policies are checked in one go", async () => {
  expect(rows(await check(POLICIES))).toEqual([
    "bad named ",
    "bad team has-team",
    "worse team has-team",
  ]);
});

test("an exception exempts what it names, and nothing else", async () => {
  const summary = await check(POLICIES, EXCEPTION);
  expect(rows(summary)).toEqual(["bad named ", "worse team has-team"]);
  expect([summary.complete, summary.totals.skip]).toEqual([true, 1]);
});

test("exceptions that can't be read leave the answer incomplete", async () => {
  const misspelt = await check(POLICIES, EXCEPTION.replace("policyName", "policy"));
  expect(misspelt.complete).toBe(false);
  expect(JSON.stringify(misspelt.not_read)).toContain("invalid exception");
  const other = await check(POLICIES, MANIFESTS);
  expect(JSON.stringify(other.not_read)).toContain("the document is no PolicyException");
});

test("rules that can't be evaluated yet are named, the others of the policy are", async () => {
  const mixed = POLICIES.replace(
    "  rules:\n",
    "  rules:\n  - name: m\n    match: {any: [{resources: {kinds: [Pod]}}]}\n    mutate: {patchStrategicMerge: {spec: {a: b}}}\n",
  );
  const summary = await check(mixed);
  expect(rows(summary)).toContain("worse team has-team");
  expect(JSON.stringify(summary.not_read)).toContain(
    "not supported yet: ClusterPolicy with mutate",
  );
});
