import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dump } from "js-yaml";
import { OWNER_KINDS } from "../src/app/owner-kinds.ts";
import { rulesFor } from "../src/app/rbac-rules.ts";
import { compilePolicy } from "../src/engine/compile-policy.ts";
import type { Policy } from "../src/policy/policy.ts";
import { listPolicySets } from "../src/policy/policy-sets.ts";

/** Namespaces for selectors, and what owns pods. */
const ALWAYS = ["namespaces", ...OWNER_KINDS];

/** Every rule that reports and installed policies are read with; kinds of constraints are made by their templates. */
const REPORTS = [
  "policyreports.wgpolicyk8s.io",
  "clusterpolicyreports.wgpolicyk8s.io",
  "reports.openreports.io",
  "clusterreports.openreports.io",
  "*.constraints.gatekeeper.sh",
  "*.kyverno.io",
  "*.policies.kyverno.io",
  "validatingadmissionpolicies.admissionregistration.k8s.io",
  "validatingadmissionpolicybindings.admissionregistration.k8s.io",
  "mutatingadmissionpolicies.admissionregistration.k8s.io",
  "namespaces",
];

/** Writes deploy/rbac.yaml from what the shipped sets match and look up; with `--check` it only says whether the file is current. */
const url = new URL("../deploy/rbac.yaml", import.meta.url);
const sets = await listPolicySets();
const policies = [
  ...new Map(sets.flatMap((set) => set.policies).map((one) => [one.name, one])).values(),
];
const text = `${header()}${documents(resourcesOf(policies)).map(toYaml).join("---\n")}`;
if (!process.argv.includes("--check")) {
  mkdirSync(new URL(".", url), { recursive: true });
  writeFileSync(url, text);
} else if (!existsSync(url) || readFileSync(url, "utf8") !== text) {
  console.error("deploy/rbac.yaml is not current: run node scripts/rbac.ts");
  process.exitCode = 1;
}

function header(): string {
  return [
    "# What kyverno-mcp may read in a cluster; written by `node scripts/rbac.ts`, do not edit.",
    "# kyverno-mcp-scan: what the shipped policy sets match and look up, and nothing else. No Secrets, no writes.",
    "# kyverno-mcp-reports: Kyverno's and Gatekeeper's policies and reports, for show_violations and the set `cluster`.",
    "# Discovery and /version are open to every authenticated user by default (system:discovery).",
    "# For some namespaces only, bind the ClusterRoles with a RoleBinding in each instead.",
    "",
  ].join("\n");
}

/** `plural` or `plural.group` of everything that a scan with any set reads. */
function resourcesOf(all: readonly Policy[]): readonly string[] {
  const matched = all.flatMap((policy) => {
    const compilation = compilePolicy(policy, []);
    if (!compilation.ok) throw new Error(`${policy.name} does not compile`);
    return compilation.policy.targets.flatMap(({ groups, resources, kinds = [] }) => {
      if (kinds.length > 0) throw new Error(`${policy.name} matches kinds, not resources`);
      return groups.flatMap((group) => resources.map((plural) => named(policy, plural, group)));
    });
  });
  return [...new Set([...ALWAYS, ...matched, ...all.flatMap(lookedUp)])];
}

function named(policy: Policy, plural: string, group: string): string {
  if (plural.includes("*") || group.includes("*")) {
    throw new Error(`${policy.name} matches ${plural}.${group}: no least privilege for a wildcard`);
  }
  // A subresource is judged at admission only.
  const [resource = plural] = plural.split("/");
  return group === "" ? resource : `${resource}.${group}`;
}

/** What expressions ask of the cluster; a lookup whose kind is not written out can't be granted. */
function lookedUp(policy: Policy): readonly string[] {
  const spec = JSON.stringify(policy.spec);
  const calls = [...spec.matchAll(/\bresource\.(?:Get|List)\(/gu)];
  const found = [
    ...spec.matchAll(
      /\bresource\.(?:Get|List)\(\s*['"](?<version>[^'"\\]+)['"]\s*,\s*['"](?<plural>[^'"\\]+)['"]/gu,
    ),
  ];
  if (found.length < calls.length || /urlPath|globalReference/u.test(spec)) {
    throw new Error(`${policy.name} looks up something that its text does not name`);
  }
  return found.map(({ groups: { version = "", plural = "" } = {} }) => {
    const group = version.includes("/") ? (version.split("/")[0] ?? "") : "";
    return named(policy, plural, group);
  });
}

function documents(resources: readonly string[]): readonly unknown[] {
  const metadata = { name: "kyverno-mcp", namespace: "kyverno-mcp" };
  const roles = { "kyverno-mcp-scan": resources, "kyverno-mcp-reports": REPORTS };
  return [
    {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: {
        name: "kyverno-mcp",
        labels: { "pod-security.kubernetes.io/enforce": "restricted" },
      },
    },
    { apiVersion: "v1", kind: "ServiceAccount", metadata },
    ...Object.entries(roles).flatMap(([name, names]) => [
      {
        apiVersion: "rbac.authorization.k8s.io/v1",
        kind: "ClusterRole",
        metadata: { name },
        rules: rulesFor(names, () => ["get", "list"]),
      },
      {
        apiVersion: "rbac.authorization.k8s.io/v1",
        kind: "ClusterRoleBinding",
        metadata: { name },
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name },
        subjects: [{ kind: "ServiceAccount", ...metadata }],
      },
    ]),
  ];
}

function toYaml(document: unknown): string {
  return dump(document, { lineWidth: -1 });
}
