import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { expect, test } from "vitest";
import { countHits, CONFORMANCE } from "../../scripts/count-hits.ts";
import { readHits } from "../../scripts/read-hits.ts";
import { runKyvernoTests } from "../../src/app/run-kyverno-tests.ts";
import { objectsAt, textAt, textsAt } from "../../src/cluster/json-fields.ts";
import { loadDocuments } from "../../src/manifest/load-documents.ts";
import { loadFrameworks } from "../../src/policy/frameworks.ts";
import { severityOf } from "../../src/policy/policy-identity.ts";
import { listPolicySets, SHIPPED_SETS } from "../../src/policy/policy-sets.ts";
import type { Policy } from "../../src/policy/policy.ts";
import { celLiteral } from "../../src/policy/set-parameters.ts";
import { checkFixPair } from "../support/check-fix-pair.ts";

const sets = await listPolicySets();
const policies: readonly Policy[] = [
  ...new Map(
    sets.flatMap((set) => set.policies).map((policy) => [policy.place.file, policy]),
  ).values(),
];

test("the shipped sets are these, and all has every policy of them", () => {
  expect(sets.map(({ name }) => name)).toEqual([
    "ack-best-practices",
    "ai-agent-safeguards",
    "all",
    "baseline-for-production",
    "kubernetes-best-practices",
    "pod-security",
    "pod-security-baseline",
    "pod-security-restricted",
    "rbac-best-practices",
  ]);
  const all = sets.find(({ name }) => name === "all")?.policies.map(({ name }) => name);
  expect(all?.toSorted()).toEqual(policies.map(({ name }) => name).toSorted());
});

test("every folder of a set is listed in its policyset.yaml", () => {
  const listed = new Set(policies.map(({ place }) => dirname(place.file)));
  const folders = sets.flatMap(({ name }) =>
    readdirSync(join(SHIPPED_SETS, name), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(SHIPPED_SETS, name, entry.name)),
  );
  expect(folders.filter((folder) => !listed.has(folder))).toEqual([]);
});

test.for(policies.map((policy) => [policy.name, policy] as const))(
  "%s is a ValidatingPolicy v1 of its folder's name that says of itself what it must",
  ([name, policy]) => {
    expect(policy.kind).toBe("ValidatingPolicy");
    expect(policy.apiVersion).toBe("policies.kyverno.io/v1");
    expect(basename(dirname(policy.place.file))).toBe(name);
    for (const key of [
      "title",
      "category",
      "subject",
      "description",
      "minversion",
      "remediation",
    ]) {
      expect(policy.annotations[`policies.kyverno.io/${key}`]).toMatch(/\S/u);
    }
    expect(policy.annotations["policies.kyverno.io/remediation"]?.trim()).not.toContain("\n");
    expect(severityOf(policy)).toBeDefined();
    expect(policy.spec).toMatchObject({ validationActions: ["Audit"] });
  },
);

test("names are unique over all sets", () => {
  const names = policies.map(({ name }) => name);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

test("a variable of a parameter's name is that parameter, in every policy", () => {
  const parameters = new Map(
    sets.flatMap((set) => set.parameters).map((one) => [one.name, celLiteral(one.default)]),
  );
  const others = policies.flatMap(({ name, spec }) =>
    ("variables" in spec ? (spec.variables ?? []) : [])
      .filter((variable) => parameters.has(variable.name))
      .filter(({ name: key, expression }) => expression.trim() !== parameters.get(key))
      .map(({ expression }) => `${name}: ${expression}`),
  );
  expect(others).toEqual([]);
});

test("every suite passes", { timeout: 120_000 }, async () => {
  const outcomes = await runKyvernoTests({ paths: [SHIPPED_SETS] });
  const rows = outcomes.flatMap((outcome) => outcome.rows);
  expect(rows.filter(({ result }) => result !== "Pass")).toEqual([]);
  expect(
    outcomes.filter(({ unsupported, invalid }) => unsupported.length + invalid.length > 0),
  ).toEqual([]);
  const suites = new Map(outcomes.map((one) => [dirname(dirname(resolve(one.suite))), one]));
  expect(policies.filter(({ place }) => !suites.has(dirname(place.file)))).toEqual([]);
  // An object that no policy matches passes whatever is expected of it, so only expected skips may be such.
  const masked = await Promise.all(
    policies.map(async ({ place }) => {
      const outcome = suites.get(dirname(place.file));
      const skips = await expectedSkips(outcome?.suite ?? "");
      return (outcome?.rows ?? [])
        .filter(({ reason }) => reason === "Excluded")
        .filter(({ resource }) => !skips.has(basename(resource)));
    }),
  );
  expect(masked.flat()).toEqual([]);
});

/** Names of the objects that a test file expects to be skipped. */
async function expectedSkips(file: string): Promise<ReadonlySet<string>> {
  const { documents } = await loadDocuments([file]);
  const results = documents.flatMap(({ value }) => objectsAt(value, "results"));
  return new Set(
    results
      .filter((row) => textAt(row, "result") === "skip")
      .flatMap((row) => textsAt(row, "resources").map((name) => basename(name))),
  );
}

test("every suite has rows that pass, fail and are not matched", () => {
  const lacking = policies.flatMap(({ name, place }) => {
    const text = readFileSync(join(dirname(place.file), ".kyverno-test/kyverno-test.yaml"), "utf8");
    return ["pass", "fail", "skip"]
      .filter((result) => !text.includes(`result: ${result}`))
      .map((result) => `${name}: ${result}`);
  });
  expect(lacking).toEqual([]);
});

test.for(policies.map((policy) => [policy.name, policy] as const))(
  "%s fails the bad half of its fix pair and passes the good half, which is the same objects",
  async ([, policy]) => {
    const { bad, good } = await checkFixPair(policy);
    expect(bad.outcomes).toContain("fail");
    expect(good.outcomes).toEqual([]);
    expect(good.passes).toBeGreaterThan(0);
    expect(good.objects).toEqual(bad.objects);
  },
);

test("frameworks name policies that ship, and no control twice", async () => {
  const names = new Set(policies.map(({ name }) => name));
  const frameworks = await loadFrameworks([SHIPPED_SETS]);
  expect(frameworks.length).toBeGreaterThan(0);
  const controls = frameworks.flatMap((framework) =>
    framework.controls.map((control) => ({ key: `${framework.id} ${control.id}`, ...control })),
  );
  const keys = controls.map(({ key }) => key);
  expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  expect(controls.filter((control) => control.policies.length === 0)).toEqual([]);
  expect(
    controls.flatMap((control) => control.policies.filter((name) => !names.has(name))),
  ).toEqual([]);
});

const page = readHits(readFileSync(join(import.meta.dirname, "../../docs/policy-hits.md"), "utf8"));

test("every policy's hits in public manifests were looked at", () => {
  expect(page.map(({ policy }) => policy)).toEqual(policies.map(({ name }) => name).toSorted());
  expect(page.filter(({ judgement }) => judgement === "")).toEqual([]);
});

const isThere = existsSync(CONFORMANCE);
if (!isThere) process.stderr.write("skipped: ../shared/conformance is not there\n");

test.skipIf(!isThere)(
  "no policy errs on public manifests, and the page's counts are current",
  { timeout: 180_000 },
  async () => {
    const hits = (await countHits()) ?? [];
    expect(hits.flatMap(({ errors }) => errors)).toEqual([]);
    expect(page.map(({ policy, gold, suites }) => ({ policy, gold, suites }))).toEqual(
      hits
        .map(({ policy, gold, suites }) => ({ policy, gold, suites }))
        .toSorted((a, b) => (a.policy < b.policy ? -1 : 1)),
    );
  },
);
