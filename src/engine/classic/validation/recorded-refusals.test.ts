import { existsSync, globSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadDocuments } from "../../../manifest/load-documents.ts";
import type { ClusterPolicy } from "../../../policy/cluster-policy.ts";
import { isClassicPolicy } from "../../../policy/policy.ts";
import { readPolicies } from "../../../policy/read-policies.ts";
import { expandRules } from "../autogen/expand-rules.ts";
import { validateClassicPolicy } from "./validate-policy.ts";

const CONFORMANCE = join(import.meta.dirname, "../../../../../shared/conformance");
const isThere = existsSync(CONFORMANCE);
if (!isThere) process.stderr.write(`skipped: there are no recorded suites at ${CONFORMANCE}\n`);

/** Thousands of policies at a time. */
const SLOW = { timeout: 60_000 };

type Row = readonly [policy: string, ...string[], result: string, message: string | null];

interface Answer {
  /** Kyverno's words; null where they were random, or the document vanished. */
  readonly refusal?: string | null;
  readonly hasRows: boolean;
}

/** What the real CLI did with each policy of a probe. */
function answersOf(folder: string): ReadonlyMap<string, Answer> {
  const answers = new Map<string, Answer>();
  for (const line of readFileSync(join(folder, "gold.jsonl"), "utf8").split("\n")) {
    if (line === "") continue;
    const row: Row = JSON.parse(line);
    const [name] = row;
    const isRefusal = row.at(-2) === "invalid";
    answers.set(
      name,
      isRefusal ? { refusal: row.at(-1) ?? null, hasRows: false } : { hasRows: true },
    );
  }
  return answers;
}

async function read(files: readonly string[]): Promise<{
  readonly policies: readonly ClusterPolicy[];
  readonly unreadable: readonly string[];
}> {
  const { documents } = await loadDocuments(files);
  const { policies, problems } = readPolicies(documents);
  return {
    policies: policies.filter(isClassicPolicy),
    unreadable: problems.flatMap(({ policy }) => policy ?? []),
  };
}

function refusalOf(policy: ClusterPolicy): string | undefined {
  return validateClassicPolicy(
    policy,
    expandRules(policy).map(({ rule }) => rule),
  );
}

const probes = globSync(join(CONFORMANCE, "probes/*/gold.jsonl"))
  .map(dirname)
  .toSorted()
  .filter((folder) => /ClusterPolicy/.test(readFileSync(join(folder, "policies.yaml"), "utf8")));

describe.skipIf(!isThere)("policies that the real CLI", () => {
  test.for(probes.map((folder) => [basename(folder), folder] as const))(
    "refused are refused in its words, those that gave rows are not: %s",
    SLOW,
    async ([, folder]) => {
      const answers = answersOf(folder);
      const { policies, unreadable } = await read([join(folder, "policies.yaml")]);
      const differences = policies.flatMap((policy) => {
        const { refusal, hasRows } = answers.get(policy.name) ?? { hasRows: false };
        const ours = refusalOf(policy);
        const isSame =
          refusal === undefined
            ? !hasRows || ours === undefined
            : ours !== undefined && (refusal === null || refusal.trim() === ours.trim());
        return isSame ? [] : [{ policy: policy.name, kyverno: refusal, ours }];
      });
      const loaded = new Set(policies.map(({ name }) => name));
      const unknown = [...answers].filter(
        ([name, { hasRows }]) => !loaded.has(name) && (hasRows || !unreadable.includes(name)),
      );
      expect(differences).toEqual([]);
      expect(unknown).toEqual([]);
    },
  );

  test("ran in its suites are never refused", SLOW, async () => {
    const files = globSync(join(CONFORMANCE, "{policies,cli}/**/*.{yaml,yml}"));
    const { policies } = await read(files.filter((file) => !file.includes("kyverno-test")));
    expect(policies.length).toBeGreaterThan(300);
    const refused = policies.flatMap((policy) => {
      const refusal = refusalOf(policy);
      return refusal === undefined ? [] : [{ policy: policy.name, refusal }];
    });
    expect(refused).toEqual([]);
  });
});
