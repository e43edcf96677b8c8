import { expect, test } from "vitest";
import type { FakeOptions } from "../../test/fake-api-server/start-fake-api-server.ts";
import { SERVED_RESOURCES } from "../../test/fake-api-server/api-table.ts";
import { useFakes } from "../../test/fake-api-server/use-fakes.ts";
import { fakeKubeconfig, fakeServices } from "../../test/fake-services.ts";
import type { Resource } from "../manifest/resource.ts";
import type { Services } from "./services.ts";
import { showViolations, type ShowViolationsInput } from "./show-violations.ts";

const fakes = useFakes();

const custom = (
  group: string,
  version: string,
  kind: string,
  plural: string,
  namespaced = true,
) => ({
  group,
  version,
  kind,
  plural,
  namespaced,
  custom: true,
});
const WG = custom("wgpolicyk8s.io", "v1alpha2", "PolicyReport", "policyreports");
const CLUSTER_WG = {
  ...custom("wgpolicyk8s.io", "v1alpha2", "ClusterPolicyReport", "clusterpolicyreports", false),
};
const OPEN = custom("openreports.io", "v1alpha1", "Report", "reports");
const constraintKind = (kind: string) =>
  custom("constraints.gatekeeper.sh", "v1beta1", kind, kind.toLowerCase(), false);
const VAP = {
  group: "admissionregistration.k8s.io",
  version: "v1",
  kind: "ValidatingAdmissionPolicy",
  plural: "validatingadmissionpolicies",
  namespaced: false,
};
const BINDING = {
  ...VAP,
  kind: "ValidatingAdmissionPolicyBinding",
  plural: "validatingadmissionpolicybindings",
};
const ALL = [
  ...SERVED_RESOURCES,
  WG,
  CLUSTER_WG,
  OPEN,
  constraintKind("K8sRequiredLabels"),
  constraintKind("K8sAllowedRepos"),
  VAP,
  BINDING,
];

const MINUTE = 60_000;
const ago = (ms: number): { seconds: number; nanos: number } => ({
  seconds: Math.floor((Date.now() - ms) / 1000),
  nanos: 0,
});
const timeAgo = (ms: number): string => new Date(Date.now() - ms).toISOString();

function report(
  api: typeof WG,
  name: string,
  results: readonly object[],
  more: object = {},
): Resource {
  return {
    apiVersion: `${api.group}/${api.version}`,
    kind: api.kind,
    metadata: {
      name,
      ...(api.namespaced && { namespace: "team-a" }),
      creationTimestamp: timeAgo(MINUTE),
    },
    scope: { apiVersion: "v1", kind: "ConfigMap", name: "settings", namespace: "team-a" },
    results,
    ...more,
  };
}

function constraint(kind: string, name: string, status: object, more: object = {}): Resource {
  return {
    apiVersion: "constraints.gatekeeper.sh/v1beta1",
    kind,
    metadata: { name, ...more },
    spec: { enforcementAction: "dryrun" },
    status,
  };
}

async function show(
  options: FakeOptions,
  input: Partial<ShowViolationsInput> = {},
  token = "admin-token",
): Promise<Awaited<ReturnType<typeof showViolations>> & { readonly services: Services }> {
  const server = await fakes.start({ resources: ALL, ...options });
  const connection = await fakes.connect(server, { user: { token }, context: "prod" });
  const services = fakeServices({
    loadKubeconfig: () => Promise.resolve(fakeKubeconfig("prod")),
    connect: () => Promise.resolve(connection),
  });
  const list = await showViolations({ filter: {}, limit: 100, budget: 30_000, ...input }, services);
  return { ...list, services };
}

const privileged = {
  policy: "p",
  rule: "r",
  result: "fail",
  severity: "high",
  source: "kyverno",
  message: "no",
};

test("a result of both report APIs is one row that says who reported it and when", async () => {
  const list = await show({
    objects: [
      report(WG, "one", [{ ...privileged, timestamp: ago(50 * MINUTE) }]),
      report(OPEN, "two", [
        { ...privileged, source: "KyvernoValidatingPolicy", timestamp: ago(5 * MINUTE) },
      ]),
    ],
  });
  expect(list.violations).toMatchObject([
    {
      namespace: "team-a",
      kind: "ConfigMap",
      name: "settings",
      policy: "p",
      rule: "r",
      source: "KyvernoValidatingPolicy, kyverno",
      age: "5m",
    },
  ]);
  expect(list.sources).toMatchObject([
    {
      source: "KyvernoValidatingPolicy",
      api: "openreports.io",
      results: 1,
      failing: 1,
      newest_age: "5m",
    },
    { source: "kyverno", api: "wgpolicyk8s.io", results: 1, failing: 1, newest_age: "50m" },
  ]);
  expect(list.complete).toBe(true);
});

test.for([
  ["fail", "pass", 0],
  ["pass", "fail", 1],
] as const)(
  "of an old %s and a new %s of the same the new one stands",
  async ([old, young, rows]) => {
    const list = await show({
      objects: [
        report(WG, "one", [{ ...privileged, result: young, timestamp: ago(MINUTE) }]),
        report(OPEN, "two", [{ ...privileged, result: old, timestamp: ago(9 * MINUTE) }]),
      ],
    });
    expect(list.totals.violations).toBe(rows);
  },
);

test("a result may name its objects and leave the tool to its report", async () => {
  const resources = ["a", "b"].map((name) => ({ kind: "Pod", name, namespace: "team-a" }));
  const result = { policy: "p", rule: "r", result: "warn", message: "why", resources };
  const list = await show({ objects: [report(OPEN, "one", [result], { source: "some tool" })] });
  expect(list.violations).toMatchObject([
    { kind: "Pod", name: "a", outcome: "warn", message: "why", source: "some tool", age: "1m" },
    { kind: "Pod", name: "b", outcome: "warn", message: "why", source: "some tool" },
  ]);
});

const violation = (name: string, message: string, enforcementAction = "dryrun"): object => ({
  kind: "Namespace",
  version: "v1",
  name,
  message,
  enforcementAction,
});

test("Gatekeeper's audits are rows, one for each object, and what it does not list is said", async () => {
  const list = await show({
    objects: [
      constraint(
        "K8sRequiredLabels",
        "owner",
        {
          auditTimestamp: timeAgo(3 * 60 * MINUTE),
          totalViolations: 37,
          violations: [
            violation("a", "needs owner"),
            violation("a", "needs team"),
            violation("b", "needs owner", "warn"),
          ],
        },
        { labels: { severity: "High" } },
      ),
      constraint("K8sAllowedRepos", "repos", { byPod: [{ errors: [{ message: "bad rego" }] }] }),
    ],
  });
  expect(list.violations).toMatchObject([
    {
      kind: "Namespace",
      name: "a",
      policy: "K8sRequiredLabels/owner",
      severity: "high",
      source: "Gatekeeper",
      age: "3h",
      message: "needs owner; needs team",
    },
    { kind: "Namespace", name: "b", outcome: "warn", message: "needs owner" },
  ]);
  expect(list.complete).toBe(false);
  expect(list.not_read).toMatchObject([
    {
      resource: "constraints.gatekeeper.sh",
      reason: "truncated",
      message: expect.stringContaining("K8sRequiredLabels/owner 3 of 37"),
    },
  ]);
  expect(list.sources).toMatchObject([{ source: "Gatekeeper", failing: 2, total: 37 }]);
  const warnings = list.warnings?.join("\n") ?? "";
  expect(warnings).toContain("never audited K8sAllowedRepos/repos");
  expect(warnings).toContain("can't enforce K8sAllowedRepos/repos: bad rego");
});

test.for([
  [["warn"], "warn"],
  [["deny", "warn"], undefined],
] as const)("scoped actions %j make the row %s", async ([enforcementActions, outcome]) => {
  const scoped = { ...violation("a", "no", "scoped"), enforcementActions };
  const status = { auditTimestamp: timeAgo(0), totalViolations: 1, violations: [scoped] };
  const list = await show({ objects: [constraint("K8sAllowedRepos", "repos", status)] });
  expect(list.violations.map((row) => row.outcome)).toEqual([outcome]);
});

test("clean audits are a source too, and nothing reported is told apart from nothing found", async () => {
  const auditTimestamp = timeAgo(2 * MINUTE);
  const list = await show({
    objects: [constraint("K8sAllowedRepos", "repos", { auditTimestamp, totalViolations: 0 })],
  });
  expect(list.sources).toMatchObject([
    { source: "Gatekeeper", results: 0, failing: 0, total: 0, newest_age: "2m" },
  ]);
  expect(list.complete).toBe(true);
  expect(list.hint).toContain("apply_policies scans the objects themselves");
});

test("only the named namespaces' violations of a constraint are rows", async () => {
  const list = await show(
    {
      objects: [
        constraint("K8sAllowedRepos", "repos", {
          auditTimestamp: timeAgo(0),
          violations: ["team-a", "team-b"].map((namespace) => ({
            kind: "Pod",
            namespace,
            name: "x",
            message: "m",
          })),
        }),
      ],
    },
    { filter: { namespaces: ["team-b"] } },
  );
  expect(list.violations.map(({ namespace }) => namespace)).toEqual(["team-b"]);
  expect(list.unfiltered).toBe(1);
});

test("the same object, policy and rule of two tools is one row", async () => {
  const reported = {
    policy: "K8sAllowedRepos/repos",
    rule: "",
    result: "fail",
    source: "policy-adapter",
  };
  const list = await show({
    objects: [
      report(WG, "one", [
        { ...reported, resources: [{ kind: "Pod", namespace: "team-a", name: "x" }] },
      ]),
      constraint("K8sAllowedRepos", "repos", {
        auditTimestamp: timeAgo(0),
        violations: [{ kind: "Pod", namespace: "team-a", name: "x", message: "bad" }],
      }),
    ],
  });
  expect(list.violations).toMatchObject([{ source: "Gatekeeper, policy-adapter", message: "bad" }]);
});

function podOf(owner: string, name: string): Resource {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name,
      namespace: "team-a",
      uid: name,
      ownerReferences: [
        { apiVersion: "apps/v1", kind: "DaemonSet", name: owner, uid: owner, controller: true },
      ],
    },
  };
}

function onPod(name: string, source: string): object {
  const resources = [{ kind: "Pod", namespace: "team-a", name, uid: name }];
  return { ...privileged, source, resources };
}

test("pods of a workload are one row, with the sources of all of them", async () => {
  const agent: Resource = {
    apiVersion: "apps/v1",
    kind: "DaemonSet",
    metadata: { name: "agent", namespace: "team-a", uid: "agent" },
  };
  const results = [onPod("a", "kyverno"), onPod("b", "other")];
  const list = await show({
    objects: [podOf("agent", "a"), podOf("agent", "b"), agent, report(WG, "one", results)],
  });
  expect(list.violations).toMatchObject([
    { kind: "DaemonSet", name: "agent", pods: 2, source: "kyverno, other" },
  ]);
});

test("admission policies are named with what they do and where their findings go", async () => {
  const list = await show({
    objects: [
      report(WG, "one", [{ ...privileged, policy: "seen", source: "ValidatingAdmissionPolicy" }]),
      {
        apiVersion: "admissionregistration.k8s.io/v1",
        kind: "ValidatingAdmissionPolicy",
        metadata: { name: "no-latest" },
        status: {
          typeChecking: {
            expressionWarnings: [
              { fieldRef: "spec.validations[0].expression", warning: "no such field" },
            ],
          },
        },
      },
      {
        apiVersion: "admissionregistration.k8s.io/v1",
        kind: "ValidatingAdmissionPolicy",
        metadata: { name: "seen" },
      },
      {
        apiVersion: "admissionregistration.k8s.io/v1",
        kind: "ValidatingAdmissionPolicyBinding",
        metadata: { name: "b" },
        spec: { policyName: "no-latest", validationActions: ["Audit", "Warn"] },
      },
    ],
  });
  const warnings = list.warnings?.join("\n") ?? "";
  expect(warnings).toContain("audit log, which no API shows: no-latest (Audit, Warn)");
  expect(warnings).not.toContain("seen (");
  expect(warnings).toContain("no-latest: spec.validations[0].expression: no such field");
  expect(list.violations).toMatchObject([{ policy: "seen", source: "ValidatingAdmissionPolicy" }]);
});

test("what may not be read is said, and so is what is not served", async () => {
  const list = await show({
    resources: [...SERVED_RESOURCES, WG, constraintKind("K8sAllowedRepos"), VAP],
    objects: [report(WG, "one", [privileged])],
    mayRead: (_, { group }) => !["constraints.gatekeeper.sh", VAP.group].includes(group),
  });
  expect(list.complete).toBe(false);
  expect(list.not_read).toMatchObject([
    { resource: "k8sallowedrepos.constraints.gatekeeper.sh", reason: "forbidden" },
  ]);
  expect(list.not_served).toEqual(["openreports.io"]);
  expect(list.warnings?.join()).toContain(
    "validatingadmissionpolicies.admissionregistration.k8s.io could not be read (forbidden)",
  );
});

test("results of a tool that went silent are called old", async () => {
  const list = await show({
    objects: [report(WG, "one", [{ ...privileged, timestamp: ago(9 * 24 * 60 * MINUTE) }])],
  });
  expect(list.warnings?.join()).toContain("the newest result of kyverno is 9d old");
  expect(list.violations).toMatchObject([{ age: "9d" }]);
});

test("scanners' results are left out until one is named as source", async () => {
  const cve = { policy: "CVE-1", rule: "x", result: "fail", source: "Trivy Vulnerability" };
  const objects = [report(WG, "one", [privileged, cve])];
  const list = await show({ objects });
  expect(list.violations).toHaveLength(1);
  expect(list.warnings?.join()).toContain("1 failing results of Trivy Vulnerability are left out");
  const again = await showViolations(
    { scan: list.scan, filter: { source: "trivy*" }, limit: 10, budget: 9000 },
    list.services,
  );
  expect(again.violations).toMatchObject([{ policy: "CVE-1", source: "Trivy Vulnerability" }]);
});

test("hostile texts of reports are cleaned and cut", async () => {
  const evil = `\u001B[2Jname\u202E${"x".repeat(5000)}`;
  const list = await show({
    objects: [
      report(WG, "one", [{ ...privileged, message: evil, policy: evil, source: evil }]),
      constraint("K8sAllowedRepos", "repos", {
        auditTimestamp: timeAgo(0),
        totalViolations: 1,
        violations: [{ kind: "Pod", namespace: evil, name: evil, message: evil }],
      }),
    ],
  });
  const text = JSON.stringify(list);
  // oxlint-disable-next-line no-control-regex
  expect(text).not.toMatch(/\\u001b|\u001B|\u202E/iu);
  expect(text.length).toBeLessThan(8000);
  expect(list.violations).toHaveLength(2);
});

test("a cluster without any report API is an error that names them", async () => {
  await expect(show({ resources: SERVED_RESOURCES })).rejects.toThrow(
    "none of wgpolicyk8s.io, openreports.io, constraints.gatekeeper.sh is installed",
  );
});
