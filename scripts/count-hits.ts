import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { createServices } from "../src/app/create-services.ts";
import { preparePolicies, type PreparedPolicies } from "../src/app/prepare-policies.ts";
import { scanManifests } from "../src/app/scan-manifests.ts";
import { loadDocuments } from "../src/manifest/load-documents.ts";
import type { Document } from "../src/manifest/document.ts";
import { listPolicySets } from "../src/policy/policy-sets.ts";

/** The public resources that shipped policies are tried on; beside the checkout, not part of it. */
export const CONFORMANCE = join(import.meta.dirname, "../../shared/conformance");

/** What one policy said about public manifests: rows that fail in the gold resources and in the public suites, and errors in both. */
export interface Hits {
  readonly policy: string;
  gold: number;
  suites: number;
  readonly errors: string[];
}

/** Tries every shipped policy on every public resource, file by file: names repeat between files. Undefined where the resources are not there. */
export async function countHits(): Promise<readonly Hits[] | undefined> {
  if (!existsSync(CONFORMANCE)) return undefined;
  const sets = await listPolicySets();
  const names = [...new Set(sets.flatMap(({ policies }) => policies.map(({ name }) => name)))];
  const hits = new Map(
    names.map((policy) => [
      policy,
      { policy, gold: 0, suites: 0, errors: [] } satisfies Hits as Hits,
    ]),
  );
  const services = createServices({ env: {}, homeDir: "/nonexistent", keepsSelection: true });
  const policies = await preparePolicies({ policySets: sets.map(({ name }) => name) }, services);
  const corpora = {
    gold: [join(CONFORMANCE, "gold/resources.yaml")],
    suites: ["cli", "policies"].flatMap((folder) => manifestsIn(join(CONFORMANCE, folder))),
  };
  for (const corpus of ["gold", "suites"] as const) {
    // oxlint-disable-next-line no-await-in-loop
    const { documents } = await loadDocuments(corpora[corpus]);
    const possible = documents.filter(({ value }) => !isWithoutPodSpec(value));
    for (const file of Map.groupBy(possible, (document) => document.file).values()) {
      // oxlint-disable-next-line no-await-in-loop
      await countFile(file, policies, (policy, outcome, message) => {
        const row = hits.get(policy);
        if (row === undefined) return;
        if (outcome === "error") row.errors.push(message);
        else row[corpus] += 1;
      });
    }
  }
  return [...hits.values()];
}

/** YAML and JSON files, also in hidden folders: suites keep most of their resources there. */
function manifestsIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => /\.(?:ya?ml|json)$/u.test(path))
    .toSorted()
    .map((path) => join(folder, path));
}

/** A pod or controller that no API server would accept: expressions that Kyverno rewrites for controllers can't allow for it. */
function isWithoutPodSpec(value: unknown): boolean {
  const paths: Readonly<Record<string, readonly string[]>> = {
    Pod: ["spec"],
    CronJob: ["spec", "jobTemplate", "spec", "template", "spec"],
    ...Object.fromEntries(
      ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job"].map(
        (kind) => [kind, ["spec", "template", "spec"]],
      ),
    ),
  };
  const path = isObject(value) ? paths[String(value["kind"])] : undefined;
  let found: unknown = value;
  for (const key of path ?? []) found = isObject(found) ? found[key] : undefined;
  return !isObject(found);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

async function countFile(
  documents: readonly Document[],
  policies: PreparedPolicies,
  count: (policy: string, outcome: string, message: string) => void,
): Promise<void> {
  const { contexts } = await scanManifests({ documents, problems: [], policies }, {});
  for (const { tally } of contexts) {
    for (const { policy, outcome, kind, name, message } of tally.violations) {
      count(policy, outcome, `${documents[0]?.file ?? ""}: ${kind}/${name}: ${message}`);
    }
  }
}
