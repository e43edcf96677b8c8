import type { Resource } from "../../src/manifest/resource.ts";
import { SERVED_RESOURCES, type ServedResource } from "../fake-api-server/api-table.ts";
import { generateObjects } from "../fake-api-server/generate-objects.ts";

function custom(group: string, version: string, kind: string, plural: string, namespaced: boolean) {
  return { group, version, kind, plural, namespaced, custom: true };
}

/** What a cluster with Kyverno serves besides the built-in kinds. */
export const KYVERNO_RESOURCES: readonly ServedResource[] = [
  ...SERVED_RESOURCES,
  custom("policies.kyverno.io", "v1", "ValidatingPolicy", "validatingpolicies", false),
  custom("policies.kyverno.io", "v1", "MutatingPolicy", "mutatingpolicies", false),
  custom("kyverno.io", "v1", "ClusterPolicy", "clusterpolicies", false),
  custom("kyverno.io", "v2", "PolicyException", "policyexceptions", true),
  custom("wgpolicyk8s.io", "v1alpha2", "PolicyReport", "policyreports", true),
  custom("wgpolicyk8s.io", "v1alpha2", "ClusterPolicyReport", "clusterpolicyreports", false),
  custom("openreports.io", "v1alpha1", "Report", "reports", true),
];

/** 40 pods of 10 Deployments in 4 namespaces; two Deployments are privileged. */
export const WORKLOADS = generateObjects({ pods: 40, namespaces: 4, privilegedEvery: 5 });

interface Reported {
  readonly policy: string;
  readonly rule: string;
  readonly result: string;
  readonly severity?: string;
  readonly source?: string;
  readonly message?: string;
}

/** A report as Kyverno writes it: one for each object, which is its scope. */
function reportOn(
  object: Resource,
  api: { readonly apiVersion: string; readonly kind: string },
  results: readonly Reported[],
): Resource {
  const { name = "", namespace, uid = "" } = object.metadata;
  return {
    ...api,
    metadata: { name: `report-${uid}`, ...(namespace !== undefined && { namespace }) },
    scope: { apiVersion: object.apiVersion, kind: object.kind, name, namespace, uid },
    results: results.map((result) => ({ source: "kyverno", message: "not allowed", ...result })),
  };
}

const WG = { apiVersion: "wgpolicyk8s.io/v1alpha2", kind: "PolicyReport" };
const OPEN = { apiVersion: "openreports.io/v1alpha1", kind: "Report" };

function isPrivileged(object: Resource): boolean {
  return JSON.stringify(object["spec"]).includes('"privileged":true');
}

/** Reports on every Deployment (autogen rule) and Pod, in both report APIs, some of them from another tool. */
export const REPORTS: readonly Resource[] = WORKLOADS.flatMap((object) => {
  if (object.kind !== "Pod" && object.kind !== "Deployment") return [];
  const rule = object.kind === "Pod" ? "privileged" : "autogen-privileged";
  const result = isPrivileged(object) ? "fail" : "pass";
  const privileged = { policy: "disallow-privileged", rule, result, severity: "high" };
  const scanner = { policy: "cve", rule: "x", result: "fail", source: "Trivy Vulnerability" };
  return [
    reportOn(object, WG, [privileged, scanner]),
    // The same result in the other API, as while a cluster moves from one to the other.
    reportOn(object, OPEN, [privileged]),
  ];
});

function policy(apiVersion: string, kind: string, name: string, more: object): Resource {
  return { apiVersion, kind, metadata: { name, annotations: {} }, ...more };
}

/** Policies of several kinds, one deprecated, one not ready. */
export const POLICIES: readonly Resource[] = [
  policy("policies.kyverno.io/v1", "ValidatingPolicy", "no-latest", {
    metadata: { name: "no-latest", annotations: { "policies.kyverno.io/severity": "high" } },
    spec: {
      validationActions: ["Deny"],
      matchConstraints: {
        resourceRules: [
          {
            apiGroups: [""],
            apiVersions: ["v1"],
            operations: ["CREATE", "UPDATE"],
            resources: ["pods"],
          },
        ],
      },
      validations: [
        {
          message: "latest is not allowed",
          expression: "object.spec.containers.all(c, !c.image.endsWith(':latest'))",
        },
      ],
    },
    status: { conditionStatus: { ready: false, message: "webhook not configured" } },
  }),
  policy("kyverno.io/v1", "ClusterPolicy", "require-labels", {
    spec: {
      validationFailureAction: "Audit",
      rules: [
        {
          name: "r",
          match: { any: [{ resources: { kinds: ["Pod", "Deployment"] } }] },
          validate: { message: "who owns it?", pattern: { metadata: { labels: { owner: "?*" } } } },
        },
      ],
    },
  }),
  policy("kyverno.io/v2", "PolicyException", "spare", {
    metadata: { name: "spare", namespace: "team-001" },
    spec: {
      exceptions: [{ policyName: "require-labels", ruleNames: ["r"] }],
      match: { any: [{ resources: { kinds: ["Pod", "Deployment"], namespaces: ["team-001"] } }] },
    },
  }),
];
