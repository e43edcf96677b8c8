import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createServices } from "../../src/app/create-services.ts";
import { listPolicies } from "../../src/app/list-policies.ts";
import { scan } from "../../src/app/scan.ts";
import type { Services } from "../../src/app/services.ts";
import { showViolations } from "../../src/app/show-violations.ts";
import { findApiResource } from "../../src/manifest/api-kinds.ts";
import type { Resource } from "../../src/manifest/resource.ts";
import { CANNOT_START, startApiServer, type ApiServer } from "./start-api-server.ts";

const START_MS = 90_000;

if (CANNOT_START !== undefined) process.stderr.write(`skipped: ${CANNOT_START}\n`);

/** A CRD that takes any field, under the plural that the tests' client posts to. */
function crd(apiVersion: string, kind: string, namespaced: boolean): Resource {
  const [group = "", version = ""] = apiVersion.split("/");
  const { plural } = findApiResource(apiVersion, kind);
  const schema = {
    openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
  };
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      names: { kind, plural, singular: kind.toLowerCase() },
      scope: namespaced ? "Namespaced" : "Cluster",
      versions: [{ name: version, served: true, storage: true, schema }],
    },
  };
}

const WG = "wgpolicyk8s.io/v1alpha2";
const OPEN = "openreports.io/v1alpha1";
const GATEKEEPER = "constraints.gatekeeper.sh/v1beta1";
const CEL = "policies.kyverno.io/v1";
const CRDS = [
  crd(WG, "PolicyReport", true),
  crd(WG, "ClusterPolicyReport", false),
  crd(OPEN, "Report", true),
  crd(GATEKEEPER, "K8sRequiredLabel", false),
  crd(CEL, "ValidatingPolicy", false),
  crd("kyverno.io/v2", "PolicyException", true),
  crd("kyverno.io/v1", "ClusterPolicy", false),
];

const namespaced = (name: string) => ({ name, namespace: "team-a" });
const settings = { apiVersion: "v1", kind: "ConfigMap", name: "settings", namespace: "team-a" };
const minutesAgo = (minutes: number): number => Math.floor(Date.now() / 1000) - minutes * 60;

function report(apiVersion: string, kind: string, source: string, minutes: number): Resource {
  const timestamp = { seconds: minutesAgo(minutes), nanos: 0 };
  const result = { policy: "p", rule: "r", result: "fail", severity: "high", message: "no" };
  return {
    apiVersion,
    kind,
    metadata: namespaced(`${kind.toLowerCase()}-1`),
    source,
    scope: settings,
    results: [{ ...result, source, timestamp }],
  };
}

const resourceRules = [
  { apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["configmaps"] },
];
const match = { any: [{ resources: { kinds: ["ConfigMap"], namespaces: ["team-a"] } }] };

const OBJECTS: readonly Resource[] = [
  { apiVersion: "v1", kind: "ConfigMap", metadata: namespaced("settings") },
  { apiVersion: "v1", kind: "ConfigMap", metadata: namespaced("spared") },
  report(WG, "PolicyReport", "kyverno", 90),
  report(OPEN, "Report", "KyvernoValidatingPolicy", 3),
  {
    apiVersion: GATEKEEPER,
    kind: "K8sRequiredLabel",
    metadata: { name: "owner" },
    spec: { enforcementAction: "deny" },
    status: {
      auditTimestamp: new Date(Date.now() - 120_000).toISOString(),
      totalViolations: 25,
      violations: [
        {
          kind: "ConfigMap",
          version: "v1",
          name: "settings",
          namespace: "team-a",
          message: "owner",
        },
      ],
    },
  },
  {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "ValidatingAdmissionPolicy",
    metadata: { name: "replica-limit" },
    spec: {
      failurePolicy: "Ignore",
      matchConstraints: { resourceRules },
      validations: [{ expression: "object.metadata.name != 'never'" }],
      auditAnnotations: [{ key: "seen", valueExpression: "string(object.metadata.name)" }],
    },
  },
  {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "ValidatingAdmissionPolicyBinding",
    metadata: { name: "replica-limit" },
    spec: { policyName: "replica-limit", validationActions: ["Audit"] },
  },
  {
    apiVersion: CEL,
    kind: "ValidatingPolicy",
    metadata: { name: "no-settings" },
    spec: {
      matchConstraints: { resourceRules },
      validations: [{ expression: "object.metadata.name != 'settings'", message: "no settings" }],
    },
  },
  {
    apiVersion: "kyverno.io/v1",
    kind: "ClusterPolicy",
    metadata: { name: "owned" },
    spec: {
      rules: [
        {
          name: "owner",
          match,
          validate: { message: "needs owner", pattern: { metadata: { labels: { owner: "?*" } } } },
        },
      ],
    },
  },
  {
    apiVersion: "kyverno.io/v2",
    kind: "PolicyException",
    metadata: namespaced("spare"),
    spec: {
      exceptions: [{ policyName: "owned", ruleNames: ["owner"] }],
      match: { any: [{ resources: { kinds: ["ConfigMap"], names: ["spared"] } }] },
    },
  },
];

/** A CRD takes a moment until its objects can be made. */
async function createWhenServed(server: ApiServer, object: Resource, tries = 100): Promise<void> {
  try {
    await server.create([object]);
  } catch (error) {
    if (tries === 0 || !String(error).includes("404")) throw error;
    await sleep(200);
    await createWhenServed(server, object, tries - 1);
  }
}

describe.skipIf(CANNOT_START !== undefined)(
  "reports and policies of a real API server",
  { timeout: 30_000 },
  () => {
    let server: ApiServer;
    let services: Services;

    beforeAll(async () => {
      server = await startApiServer();
      await server.create([
        { apiVersion: "v1", kind: "Namespace", metadata: { name: "team-a" } },
        ...CRDS,
      ]);
      // oxlint-disable-next-line no-await-in-loop -- in order
      for (const object of OBJECTS) await createWhenServed(server, object);
      const env = { KUBECONFIG: server.kubeconfigPath };
      services = createServices({ env, homeDir: "/nowhere", keepsSelection: true });
      await server.allowViewer(["team-a"]);
    }, START_MS);

    afterAll(async () => {
      await (await services?.connect("admin"))?.close();
      await server?.stop();
    }, START_MS);

    const page = { filter: {}, limit: 50, budget: 9600 };

    test("reports of both APIs and an audit are rows once, with source and age", async () => {
      const list = await showViolations({ ...page, context: "admin" }, services);
      expect(list.violations).toMatchObject([
        { name: "settings", policy: "p", source: "KyvernoValidatingPolicy, kyverno", age: "3m" },
        { name: "settings", policy: "K8sRequiredLabel/owner", source: "Gatekeeper", age: "2m" },
      ]);
      expect(list.not_read).toMatchObject([
        { reason: "truncated", message: expect.stringContaining("K8sRequiredLabel/owner 1 of 25") },
      ]);
      expect(list.warnings?.join()).toContain("replica-limit (Audit)");
      expect(list.not_served).toBeUndefined();
    });

    test("a viewer of one namespace gets its reports, and is told what is closed", async () => {
      const filter = { namespaces: ["team-a"] };
      const list = await showViolations({ ...page, filter, context: "viewer" }, services);
      expect(list.violations).toMatchObject([{ policy: "p" }]);
      expect(list.not_read?.map(({ resource, reason }) => [resource, reason])).toEqual([
        [expect.stringContaining("constraints.gatekeeper.sh"), "forbidden"],
      ]);
    });

    test("the cluster is scanned with its own policies, an exception spares what it names", async () => {
      const found = await scan(
        {
          paths: [],
          readStdin: () => Promise.resolve(new Uint8Array()),
          policySets: ["cluster"],
          policyPaths: [],
          exceptionPaths: [],
          contexts: ["admin"],
          filter: { namespaces: ["team-a"] },
        },
        services,
      );
      const rows = found.violations.map(({ name, policy }) => `${name} ${policy}`);
      // Kubernetes puts a ConfigMap of its own into every namespace where its controllers run.
      expect(rows.filter((row) => /^(?:settings|spared)/u.test(row)).toSorted()).toEqual([
        "settings no-settings",
        "settings owned",
      ]);
      expect(found.warnings.join()).toContain("1 PolicyExceptions of the cluster are applied");
    });

    test("policies and exceptions are listed with their kinds", async () => {
      const list = await listPolicies(
        { source: "cluster", context: "admin", limit: 20, budget: 9600 },
        services,
      );
      expect(list.by_kind).toEqual({
        ClusterPolicy: 1,
        ValidatingAdmissionPolicy: 1,
        ValidatingPolicy: 1,
      });
      expect(list.exceptions).toEqual([
        { exception: "team-a/spare", exempts_from: "owned (owner)" },
      ]);
    });
  },
);
