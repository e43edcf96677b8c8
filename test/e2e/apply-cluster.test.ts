import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { applyToCluster, type ApplyClusterInput } from "../../src/app/apply-cluster.ts";
import type { ApplyOutcome } from "../../src/app/apply-files.ts";
import type { Resource } from "../../src/manifest/resource.ts";
import { useFakes } from "../fake-api-server/use-fakes.ts";
import { fakeKubeconfig, fakeServices } from "../fake-services.ts";

const fakes = useFakes();

const POLICY = `
apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata:
  name: needs-team
  annotations: {pod-policies.kyverno.io/autogen-controllers: none}
spec:
  rules:
  - name: from-config
    match: {any: [{resources: {kinds: [Pod]}}]}
    context:
    - name: teams
      configMap: {name: teams, namespace: default}
    - name: count
      apiCall: {urlPath: "/api/v1/namespaces/{{request.namespace}}/pods", jmesPath: length(items)}
    validate:
      message: "{{ request.object.metadata.labels.team }} of {{ count }} is not {{ teams.data.allowed }}"
      deny:
        conditions:
          all:
          - key: "{{ request.object.metadata.labels.team }}"
            operator: NotEquals
            value: "{{ teams.data.allowed }}"
`;
const EXCEPTION = `
apiVersion: kyverno.io/v2
kind: PolicyException
metadata: {name: e, namespace: default}
spec:
  exceptions: [{policyName: needs-team, ruleNames: ["*"]}]
  match: {any: [{resources: {kinds: [Pod], names: [bad]}}]}
`;

function pod(name: string, namespace: string, team: string): Resource {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace, labels: { team } },
    spec: {},
  };
}

const OBJECTS: readonly Resource[] = [
  ...["default", "other"].map((name) => ({
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name },
  })),
  {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "teams", namespace: "default" },
    data: { allowed: "a" },
  },
  pod("good", "default", "a"),
  pod("bad", "default", "b"),
  pod("worse", "other", "c"),
];

async function apply(changes: Partial<ApplyClusterInput> = {}): Promise<ApplyOutcome> {
  const server = await fakes.start({ objects: OBJECTS });
  const folder = await fakes.folder();
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "policy.yaml"), POLICY);
  await writeFile(join(folder, "exception.yaml"), EXCEPTION);
  const services = fakeServices({
    loadKubeconfig: () => Promise.resolve(fakeKubeconfig("fake")),
    connect: () => fakes.connect(server),
  });
  const { exceptions = [] } = changes;
  return applyToCluster(
    {
      policies: [join(folder, "policy.yaml")],
      resources: [],
      ...changes,
      exceptions: exceptions.map((name) => join(folder, name)),
    },
    services,
  );
}

function rows({ results }: ApplyOutcome): readonly string[] {
  return results
    .map(
      ({ resource, result, message }) =>
        `${resource.namespace}/${resource.name} ${result}: ${message}`,
    )
    .toSorted();
}

test("a cluster's objects are evaluated with what context entries find in the cluster", async () => {
  const outcome = await apply();
  expect(outcome.problems.filter(({ level }) => level !== "warning")).toEqual([]);
  expect(rows(outcome)).toEqual([
    "default/bad fail: b of 2 is not a",
    "default/good pass: validation rule 'from-config' passed.",
    "other/worse fail: c of 1 is not a",
  ]);
});

test("a namespace, names and exceptions narrow it down", async () => {
  expect(rows(await apply({ namespace: "other" }))).toEqual(["other/worse fail: c of 1 is not a"]);
  expect(rows(await apply({ resources: ["bad"], exceptions: ["exception.yaml"] }))).toEqual([
    "default/bad skip: rule is skipped due to policy exceptionsdefault/e",
  ]);
});
