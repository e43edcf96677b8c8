import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { createServices } from "../../src/app/create-services.ts";
import { preparePolicies } from "../../src/app/prepare-policies.ts";
import { scanManifests } from "../../src/app/scan-manifests.ts";
import { loadDocuments } from "../../src/manifest/load-documents.ts";
import { violationsOf } from "../../src/results/scan.ts";

const FOLDER = path.resolve(import.meta.dirname, "../../../shared/conformance/probes/podsecurity");
const isThere = existsSync(FOLDER);
if (!isThere)
  console.log(
    "skipped: ../shared/conformance is not here, nothing to compare the pod-security sets with",
  );

/** Which policy of ours stands for which check of Kyverno's podSecurity rules, by the reason its message gives. */
const BASELINE: Readonly<Record<string, string>> = {
  "non-default capabilities": "disallow-capabilities",
  "host namespaces": "disallow-host-namespaces",
  "hostPath volumes": "disallow-host-path",
  hostPort: "disallow-host-ports",
  "probe or lifecycle host": "disallow-host-probes",
  hostProcess: "disallow-host-process",
  privileged: "disallow-privileged-containers",
  seLinuxOptions: "disallow-selinux",
  "forbidden AppArmor profile": "restrict-apparmor-profiles",
  procMount: "restrict-proc-mount",
  "forbidden sysctls": "restrict-sysctls",
};
const RESTRICTED: Readonly<Record<string, string>> = {
  "allowPrivilegeEscalation != false": "disallow-privilege-escalation",
  "runAsNonRoot != true": "require-run-as-nonroot",
  "runAsUser=0": "disallow-root-user",
  "restricted volume types": "restrict-volume-types",
  "unrestricted capabilities": "disallow-capabilities-strict",
};

type Row = readonly [string, string, string, string | null, string, string, string];

/** Rows of one probe policy, both files: messages with several checks stand in the normalised one. */
function rowsOf(policy: string): readonly Row[] {
  return (
    ["gold.jsonl", "gold-normalised.jsonl"]
      .flatMap((file) => readFileSync(path.join(FOLDER, file), "utf8").trim().split("\n"))
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the recordings have this shape
      .map((line) => JSON.parse(line) as Row)
      .filter(([name, rule]) => name === policy && rule !== null)
  );
}

function keyOf(kind: string, namespace: string | null, name: string): string {
  return `${kind} ${namespace ?? "default"} ${name}`;
}

function failing(policy: string, reason?: string): Set<string> {
  return new Set(
    rowsOf(policy)
      .filter(
        ([, , , , , result, message]) =>
          result === "fail" &&
          (reason === undefined || message.includes(`(Forbidden reason: ${reason},`)),
      )
      .map(([, , kind, namespace, name]) => keyOf(kind, namespace, name)),
  );
}

async function ours(policySet: string): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const services = createServices({ env: {}, homeDir: "/nonexistent", keepsSelection: true });
  const loaded = await loadDocuments([path.join(FOLDER, "resources.yaml")]);
  const policies = await preparePolicies({ policySets: [policySet] }, services);
  const scan = await scanManifests({ ...loaded, policies }, {});
  const rows = Map.groupBy(violationsOf(scan), ({ policy }) => policy);
  return new Map(
    [...rows].map(([policy, violations]) => [
      policy,
      new Set(violations.map(({ kind, namespace, name }) => keyOf(kind, namespace, name))),
    ]),
  );
}

function sorted(set: Iterable<string> | undefined): readonly string[] {
  return [...(set ?? [])].toSorted();
}

describe.runIf(isThere)("pod-security sets and Kyverno's podSecurity rules", () => {
  test.for(Object.entries(BASELINE))(
    "%s: %s fails exactly the same objects",
    async ([reason, policy]) => {
      const mine = await ours("pod-security-baseline");
      const expected = failing("pss-v-restricted-latest", reason);
      expect(expected.size).toBeGreaterThan(0);
      expect(sorted(mine.get(policy))).toEqual(sorted(expected));
    },
  );

  test("baseline's seccomp check fails exactly the same objects", async () => {
    const mine = await ours("pod-security-baseline");
    const expected = failing("pss-v-baseline-v1-32", "seccompProfile");
    expect(expected.size).toBeGreaterThan(0);
    expect(sorted(mine.get("restrict-seccomp"))).toEqual(sorted(expected));
  });

  test.for(Object.entries(RESTRICTED))(
    "%s: %s fails exactly the same objects",
    async ([reason, policy]) => {
      const mine = await ours("pod-security-restricted");
      const expected = failing("pss-v-restricted-latest", reason);
      expect(expected.size).toBeGreaterThan(0);
      expect(sorted(mine.get(policy))).toEqual(sorted(expected));
    },
  );

  test("the restricted level's seccomp checks fail exactly the same objects", async () => {
    const mine = await ours("pod-security-restricted");
    // Kyverno's restricted check includes the baseline one, which holds for Windows too.
    const either = ["restrict-seccomp", "restrict-seccomp-strict"].flatMap((policy) => [
      ...(mine.get(policy) ?? []),
    ]);
    expect(sorted(new Set(either))).toEqual(
      sorted(failing("pss-v-restricted-latest", "seccompProfile")),
    );
  });

  test.for(["pod-security", "pod-security-restricted"])(
    "%s as a whole fails exactly the objects that the restricted level fails",
    async (policySet) => {
      const mine = await ours(policySet);
      const all = new Set([...mine.values()].flatMap((objects) => [...objects]));
      expect(sorted(all)).toEqual(sorted(failing("pss-v-restricted-latest")));
    },
  );

  test("the baseline set fails the objects of v1.32's baseline level and those with a host in a probe", async () => {
    const mine = await ours("pod-security-baseline");
    const all = new Set([...mine.values()].flatMap((objects) => [...objects]));
    const expected = [
      ...failing("pss-v-baseline-v1-32"),
      ...failing("pss-v-restricted-latest", "probe or lifecycle host"),
    ];
    expect(sorted(all)).toEqual(sorted(new Set(expected)));
  });
});
