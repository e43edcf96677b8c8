import { readdir } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { createServices } from "../../src/app/create-services.ts";
import { preparePolicies } from "../../src/app/prepare-policies.ts";
import { scanManifests } from "../../src/app/scan-manifests.ts";
import { scanCommand } from "../../src/cli/commands/scan.ts";
import { loadDocuments } from "../../src/manifest/load-documents.ts";

const FOLDER = path.join(import.meta.dirname, "../../deploy/jobs");
const loaded = await loadDocuments([FOLDER]);

test("the manifests of deploy/jobs pass the pod security policies that they check others with", async () => {
  const services = createServices({ env: {}, homeDir: "/nonexistent", keepsSelection: true });
  const policies = await preparePolicies({ policySets: ["pod-security"] }, services);
  const scan = await scanManifests({ ...loaded, policies }, {});
  expect(loaded.problems).toEqual([]);
  expect(scan.contexts[0]?.tally.violations).toEqual([]);
  expect(scan.contexts[0]?.tally.pass).toBeGreaterThan(0);
});

test("they use flags that scan has, and are described", async () => {
  const known = new Set(scanCommand().options.map(({ long }) => long));
  const text = JSON.stringify(loaded.documents.map(({ value }) => value));
  const used = text.match(/--[a-z][a-z-]+/g) ?? [];
  expect(used.length).toBeGreaterThan(6);
  expect(used.filter((flag) => !known.has(flag))).toEqual([]);
  expect(await readdir(FOLDER)).toEqual(["README.md", "scan-cronjob.yaml", "scan-job.yaml"]);
});
