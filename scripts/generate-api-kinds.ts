/**
 * Writes src/manifest/api-kinds.data.ts: every kind that Kubernetes 1.30 to 1.36 knows, taken from the client markers
 * in the sources of k8s.io/api and its sisters, which `go mod download` fetches. Run `node scripts/generate-api-kinds.ts`.
 */
import { execFileSync } from "node:child_process";
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const MINORS = [30, 31, 32, 33, 34, 35, 36];
const MODULES = [
  ...MINORS.map((minor) => `k8s.io/api@v0.${minor}.0`),
  "k8s.io/apiextensions-apiserver@v0.36.0",
  "k8s.io/kube-aggregator@v0.36.0",
  "k8s.io/metrics@v0.36.0",
];

/** What has no client, and the custom resources of Kyverno and its reports: plural=kind, `!` for cluster-scoped kinds. */
const FURTHER: Readonly<Record<string, string>> = {
  v1: "bindings=Binding",
  "kyverno.io/v1": "clusterpolicies=ClusterPolicy! policies=Policy",
  "kyverno.io/v1beta1": "updaterequests=UpdateRequest",
  "kyverno.io/v2alpha1": "globalcontextentries=GlobalContextEntry!",
  "kyverno.io/v2beta1":
    "cleanuppolicies=CleanupPolicy clustercleanuppolicies=ClusterCleanupPolicy! clusterpolicies=ClusterPolicy! globalcontextentries=GlobalContextEntry! policies=Policy policyexceptions=PolicyException",
  "kyverno.io/v2":
    "cleanuppolicies=CleanupPolicy clustercleanuppolicies=ClusterCleanupPolicy! globalcontextentries=GlobalContextEntry! policyexceptions=PolicyException updaterequests=UpdateRequest",
  "policies.kyverno.io/v1alpha1":
    "deletingpolicies=DeletingPolicy! generatingpolicies=GeneratingPolicy! imagevalidatingpolicies=ImageValidatingPolicy! mutatingpolicies=MutatingPolicy! policyexceptions=PolicyException validatingpolicies=ValidatingPolicy!",
  ...Object.fromEntries(
    ["v1beta1", "v1"].map((version) => [
      `policies.kyverno.io/${version}`,
      "deletingpolicies=DeletingPolicy! generatingpolicies=GeneratingPolicy! imagevalidatingpolicies=ImageValidatingPolicy! mutatingpolicies=MutatingPolicy! namespaceddeletingpolicies=NamespacedDeletingPolicy namespacedgeneratingpolicies=NamespacedGeneratingPolicy namespacedimagevalidatingpolicies=NamespacedImageValidatingPolicy namespacedmutatingpolicies=NamespacedMutatingPolicy namespacedvalidatingpolicies=NamespacedValidatingPolicy policyexceptions=PolicyException validatingpolicies=ValidatingPolicy!",
    ]),
  ),
  "reports.kyverno.io/v1":
    "clusterephemeralreports=ClusterEphemeralReport! ephemeralreports=EphemeralReport",
  "wgpolicyk8s.io/v1alpha1": "clusterpolicyreports=ClusterPolicyReport! policyreports=PolicyReport",
  "wgpolicyk8s.io/v1alpha2": "clusterpolicyreports=ClusterPolicyReport! policyreports=PolicyReport",
  "wgpolicyk8s.io/v1beta1": "clusterpolicyreports=ClusterPolicyReport! policyreports=PolicyReport",
  "openreports.io/v1alpha1": "clusterreports=ClusterReport! reports=Report",
};

/** Kinds whose plural is not the guessed one. */
const PLURALS: Readonly<Record<string, string>> = {
  Endpoints: "endpoints",
  ResourceClaimParameters: "resourceclaimparameters",
  ResourceClassParameters: "resourceclassparameters",
};

type Kinds = Map<string, Map<string, string>>;

function main(): void {
  const kinds: Kinds = new Map();
  for (const module of MODULES) {
    for (const file of globSync(join(download(module), "**/types*.go"))) {
      if (!file.includes("/examples/")) readTypes(file, kinds);
    }
  }
  for (const [groupVersion, entries] of Object.entries(FURTHER)) {
    for (const entry of entries.split(" ")) {
      const [plural = "", kind = ""] = entry.split("=");
      add(kinds, groupVersion, kind, plural);
    }
  }
  const lines = [...kinds]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([groupVersion, entries]) =>
        `  ${JSON.stringify(groupVersion)}: ${JSON.stringify(rowText(entries))},`,
    );
  const path = join(import.meta.dirname, "../src/manifest/api-kinds.data.ts");
  writeFileSync(path, `${HEADER}${lines.join("\n")}\n};\n`);
  console.log(`${lines.length} group versions → ${path}`);
}

const HEADER = `/**
 * Written by scripts/generate-api-kinds.ts from the sources of Kubernetes 1.30 to 1.36: group version → kinds, each as
 * \`plural=Kind\`, with \`!\` after cluster-scoped kinds.
 */
export const API_KINDS: Readonly<Record<string, string>> = {
`;

function download(module: string): string {
  const output = execFileSync("go", ["mod", "download", "-json", module], { encoding: "utf8" });
  const { Dir }: { Dir: string } = JSON.parse(output);
  return Dir;
}

/** Types marked `+genclient` are resources, but for those that only subresources use (`noVerbs`). */
function readTypes(file: string, kinds: Kinds): void {
  const groupVersion = groupVersionOf(dirname(file));
  if (groupVersion === undefined) return;
  let markers: string[] = [];
  for (const line of readFileSync(file, "utf8").split("\n")) {
    const kind = /^type (\w+) struct/.exec(line)?.[1];
    if (/^\/\/ \+(?:genclient|resourceName=)/.test(line)) markers.push(line.slice(4).trim());
    if (kind !== undefined) addType(kinds, groupVersion, kind, markers);
    if (line !== "" && !line.startsWith("//")) markers = [];
  }
}

function addType(kinds: Kinds, groupVersion: string, kind: string, markers: string[]): void {
  if (!markers.includes("genclient") || markers.includes("genclient:noVerbs")) return;
  const scope = markers.includes("genclient:nonNamespaced") ? "!" : "";
  const plural = resourceName(markers) ?? PLURALS[kind] ?? guessPlural(kind);
  add(kinds, groupVersion, `${kind}${scope}`, plural);
}

function resourceName(markers: readonly string[]): string | undefined {
  return markers
    .find((marker) => marker.startsWith("resourceName="))
    ?.slice("resourceName=".length);
}

function groupVersionOf(folder: string): string | undefined {
  const version = /\/(v\d+(?:(?:alpha|beta)\d+)?)$/.exec(folder)?.[1];
  const register = globSync(join(folder, "register.go"))[0];
  if (version === undefined || register === undefined) return undefined;
  const group = /GroupName\s*=\s*"([^"]*)"/.exec(readFileSync(register, "utf8"))?.[1];
  if (group === undefined) return groupOfParent(folder, version);
  return group === "" ? version : `${group}/${version}`;
}

/** Modules with internal types name the group once, in the parent folder. */
function groupOfParent(folder: string, version: string): string | undefined {
  const register = globSync(join(dirname(folder), "register.go"))[0];
  if (register === undefined) return undefined;
  const group = /GroupName\s*=\s*"([^"]*)"/.exec(readFileSync(register, "utf8"))?.[1];
  return group === undefined ? undefined : `${group}/${version}`;
}

function guessPlural(kind: string): string {
  const singular = kind.toLowerCase();
  if (singular.endsWith("s")) return `${singular}es`;
  return singular.endsWith("y") ? `${singular.slice(0, -1)}ies` : `${singular}s`;
}

function add(kinds: Kinds, groupVersion: string, kind: string, plural: string): void {
  const entries = kinds.get(groupVersion) ?? new Map<string, string>();
  entries.set(plural, kind);
  kinds.set(groupVersion, entries);
}

function rowText(entries: ReadonlyMap<string, string>): string {
  return [...entries]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([plural, kind]) => `${plural}=${kind}`)
    .join(" ");
}

main();
