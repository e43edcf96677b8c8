import { expect, test } from "vitest";
import { SERVED_RESOURCES } from "../../test/fake-api-server/api-table.ts";
import { useFakes } from "../../test/fake-api-server/use-fakes.ts";
import { fakeKubeconfig, fakeServices } from "../../test/fake-services.ts";
import type { Resource } from "../manifest/resource.ts";
import type { Summary } from "../results/summary.ts";
import { scan, type ScanRequest } from "./scan.ts";

const fakes = useFakes();

const custom = (
  group: string,
  version: string,
  kind: string,
  plural: string,
  namespaced: boolean,
) => ({
  group,
  version,
  kind,
  plural,
  namespaced,
  custom: true,
});
const CEL = "policies.kyverno.io";
const RESOURCES = [
  ...SERVED_RESOURCES,
  custom(CEL, "v1", "ValidatingPolicy", "validatingpolicies", false),
  custom(CEL, "v1", "NamespacedValidatingPolicy", "namespacedvalidatingpolicies", true),
  custom(CEL, "v1", "MutatingPolicy", "mutatingpolicies", false),
  custom(CEL, "v1", "ImageValidatingPolicy", "imagevalidatingpolicies", false),
  custom(CEL, "v1", "PolicyException", "policyexceptions", true),
  custom("kyverno.io", "v1", "ClusterPolicy", "clusterpolicies", false),
  custom("kyverno.io", "v1", "Policy", "policies", true),
  custom("kyverno.io", "v2", "PolicyException", "policyexceptions", true),
];

const configMap = (name: string, namespace = "team-a"): Resource => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, namespace },
});

function celPolicy(name: string, expression: string, namespace?: string): Resource {
  return {
    apiVersion: `${CEL}/v1`,
    kind: namespace === undefined ? "ValidatingPolicy" : "NamespacedValidatingPolicy",
    metadata: {
      name,
      ...(namespace !== undefined && { namespace }),
      managedFields: [],
      creationTimestamp: "2026-01-01T00:00:00Z",
      uid: name,
    },
    spec: {
      matchConstraints: {
        resourceRules: [
          {
            apiGroups: [""],
            apiVersions: ["v1"],
            operations: ["CREATE"],
            resources: ["configmaps"],
          },
        ],
      },
      validations: [{ expression, message: `${name} says no` }],
    },
    status: { conditionStatus: { ready: true } },
  };
}

const noB = celPolicy("no-b", "object.metadata.name != 'b'");
const match = { any: [{ resources: { kinds: ["ConfigMap"] } }] };
const classic: Resource = {
  apiVersion: "kyverno.io/v1",
  kind: "ClusterPolicy",
  metadata: { name: "classic" },
  spec: {
    rules: [
      {
        name: "label",
        match,
        mutate: { patchStrategicMerge: { metadata: { labels: { a: "b" } } } },
      },
      { name: "no-a", match, validate: { message: "no a", pattern: { metadata: { name: "!a" } } } },
    ],
  },
};

async function scanOwn(
  clusters: Readonly<Record<string, readonly Resource[]>>,
  request: Partial<ScanRequest> = {},
  mayRead = true,
): Promise<Summary> {
  const names = Object.keys(clusters);
  const connections = new Map(
    await Promise.all(
      names.map(async (context) => {
        const server = await fakes.start({
          resources: RESOURCES,
          objects: clusters[context] ?? [],
          mayRead: (_, { plural }) => mayRead || plural !== "clusterpolicies",
        });
        return [context, await fakes.connect(server, { context })] as const;
      }),
    ),
  );
  const services = fakeServices({
    loadKubeconfig: () => Promise.resolve(fakeKubeconfig(...names)),
    connect: (context) => {
      const found = connections.get(context);
      return found === undefined ? Promise.reject(new Error("none")) : Promise.resolve(found);
    },
  });
  return scan(
    {
      paths: [],
      readStdin: () => Promise.resolve(new Uint8Array()),
      policySets: ["cluster"],
      policyPaths: [],
      exceptionPaths: [],
      contexts: names,
      filter: {},
      ...request,
    },
    services,
  );
}

const rowsOf = ({ violations }: Summary): readonly string[] =>
  violations.map(({ namespace, name, policy, rule }) => `${namespace}/${name} ${policy} ${rule}`);

test("a cluster is judged by the policies that are installed in it, namespaced ones in their namespace", async () => {
  const found = await scanOwn({
    prod: [
      configMap("a"),
      configMap("b"),
      configMap("b", "team-b"),
      noB,
      classic,
      celPolicy("own", "object.metadata.name != 'b'", "team-b"),
    ],
  });
  expect(rowsOf(found).toSorted()).toEqual([
    "team-a/a classic no-a",
    "team-a/b no-b ",
    "team-b/b no-b ",
    "team-b/b team-b/own ",
  ]);
  expect(found.policy_sets).toEqual(["cluster"]);
  expect(found.not_read).toEqual([]);
});

test("exceptions of both families spare what they name", async () => {
  const found = await scanOwn({
    prod: [
      configMap("a"),
      configMap("b"),
      noB,
      classic,
      {
        apiVersion: `${CEL}/v1`,
        kind: "PolicyException",
        metadata: { name: "spare-b", namespace: "team-a" },
        spec: { policyRefs: [{ name: "no-b", kind: "ValidatingPolicy" }] },
      },
      {
        apiVersion: "kyverno.io/v2",
        kind: "PolicyException",
        metadata: { name: "spare-a", namespace: "team-a" },
        spec: { exceptions: [{ policyName: "classic", ruleNames: ["no-a"] }], match },
      },
    ],
  });
  expect(rowsOf(found)).toEqual([]);
  // Two policies, two objects each.
  expect(found.totals).toMatchObject({ skip: 4, pass: 0 });
  expect(found.warnings.join()).toContain("2 PolicyExceptions of the cluster are applied");
});

function named(kind: string, name: string): Resource {
  return { apiVersion: `${CEL}/v1`, kind, metadata: { name }, spec: {} };
}

test("policies that only act are left out by name, those the engine can't evaluate make the scan incomplete", async () => {
  const found = await scanOwn({
    prod: [
      configMap("a"),
      noB,
      named("MutatingPolicy", "add"),
      named("ImageValidatingPolicy", "signed"),
    ],
  });
  expect(found.warnings.join()).toContain(
    "1 policies of the cluster change, make or delete objects, which judges none: MutatingPolicy add",
  );
  expect(found.complete).toBe(false);
  expect(found.not_read).toMatchObject([
    { resource: "ImageValidatingPolicy signed", reason: "unsupported policy" },
  ]);
});

test("a policy that is not in force is checked all the same, and the answer says so", async () => {
  const status = { conditionStatus: { ready: false, message: "no webhook" } };
  const found = await scanOwn({ prod: [configMap("b"), { ...noB, status }] });
  expect(rowsOf(found)).toEqual(["team-a/b no-b "]);
  expect(found.warnings.join()).toContain("not in force: ValidatingPolicy no-b (no webhook)");
});

test("policies that may not be read are a gap", async () => {
  const found = await scanOwn({ prod: [configMap("b"), noB, classic] }, {}, false);
  expect(rowsOf(found)).toEqual(["team-a/b no-b "]);
  expect(found.not_read).toMatchObject([
    { resource: "clusterpolicies.kyverno.io", reason: "forbidden" },
  ]);
});

test("each cluster of a fleet has its own policies, and one without any hides no other", async () => {
  const found = await scanOwn({
    east: [configMap("b"), noB],
    west: [configMap("b"), celPolicy("no-c", "object.metadata.name != 'c'")],
    bare: [configMap("b")],
  });
  expect(found.violations).toMatchObject([{ context: "east", policy: "no-b" }]);
  expect(found.not_read).toMatchObject([
    {
      context: "bare",
      message: expect.stringContaining("bare has no policy that objects could violate"),
    },
  ]);
  expect(found.contexts).toMatchObject([
    { complete: true },
    { complete: true },
    { complete: false },
  ]);
});

test("alone, a cluster without policies is an error that says so", async () => {
  await expect(scanOwn({ bare: [configMap("b")] })).rejects.toThrow(
    "bare has no policy that objects could violate: neither Kyverno policies nor ValidatingAdmissionPolicies",
  );
});

test("manifests are judged by what is installed in the cluster they are meant for", async () => {
  const folder = await fakes.folder();
  const { writeFile } = await import("node:fs/promises");
  await writeFile(`${folder}/b.json`, JSON.stringify(configMap("b")));
  const found = await scanOwn({ prod: [noB] }, { paths: [`${folder}/b.json`] });
  expect(rowsOf(found)).toEqual(["team-a/b no-b "]);
});
