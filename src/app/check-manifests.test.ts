import { expect, test } from "vitest";
import { checkManifests } from "./check-manifests.ts";
import { createServices } from "./create-services.ts";

const services = createServices({ env: {}, homeDir: "/nonexistent", keepsSelection: true });
const page = { limit: 20, budget: 10_000 };
const manifests = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: team-a}\n";

const classic = `apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata: {name: only-team}
spec:
  background: false
  rules:
    - name: team
      match: {any: [{resources: {kinds: [ConfigMap]}}]}
      context:
        - {name: settings, configMap: {name: settings, namespace: default}}
      validate:
        message: "team {{ settings.data.team }} only"
        deny:
          conditions:
            all: [{key: "{{ request.object.metadata.namespace }}", operator: NotEquals, value: "{{ settings.data.team }}"}]
`;

function values(team: string): string {
  return `apiVersion: cli.kyverno.io/v1alpha1
kind: Values
policies:
  - name: only-team
    rules: [{name: team, values: {settings.data.team: ${team}}}]
`;
}

test("values give classic policies their context", async () => {
  const failing = { ...page, manifests, policies: classic, values: values("team-b") };
  const summary = await checkManifests(failing, services);
  expect(summary.violations).toMatchObject([{ policy: "only-team", message: "team team-b only" }]);
  const passing = { ...failing, values: values("team-a") };
  expect((await checkManifests(passing, services)).totals).toMatchObject({ fail: 0, pass: 1 });
});

function deletion(tier: string): string {
  return `apiVersion: cli.kyverno.io/v1alpha1
kind: Values
globalValues: {request.operation: DELETE}
namespaceSelector: [{name: team-a, labels: {tier: ${tier}}}]
`;
}

test("values say the operation and the labels of namespaces", async () => {
  const policies = `apiVersion: policies.kyverno.io/v1
kind: ValidatingPolicy
metadata: {name: no-delete}
spec:
  matchConstraints:
    namespaceSelector: {matchLabels: {tier: gold}}
    resourceRules: [{apiGroups: [''], apiVersions: [v1], resources: [configmaps], operations: [DELETE]}]
  validations: [{expression: 'false', message: stays}]
`;
  const input = { ...page, manifests, policies };
  const gold = await checkManifests({ ...input, values: deletion("gold") }, services);
  expect(gold.violations).toMatchObject([{ policy: "no-delete", message: "stays" }]);
  const tin = await checkManifests({ ...input, values: deletion("tin") }, services);
  expect(tin).toMatchObject({ complete: false, totals: { fail: 0 } });
});

test("values that are no values file are refused with what is missing", async () => {
  const call = checkManifests({ ...page, manifests, values: "a: 1" }, services);
  await expect(call).rejects.toThrow(/values/u);
});
