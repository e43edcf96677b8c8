import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { createServices } from "./create-services.ts";
import { scan } from "./scan.ts";

const folder = mkdtempSync(path.join(tmpdir(), "kyverno-mcp-scan-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const services = createServices({ env: {}, homeDir: "/nonexistent", keepsSelection: true });

function write(name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

test("a doubt about a policy's file is a warning, and the policy is still used", async () => {
  const policy = write(
    "policy.yaml",
    `apiVersion: policies.kyverno.io/v1
kind: ValidatingPolicy
metadata: {name: twice, labels: {team: a, team: b}}
spec:
  matchConstraints:
    resourceRules: [{apiGroups: [''], apiVersions: [v1], resources: [configmaps], operations: [CREATE]}]
  validations: [{expression: 'true'}]
`,
  );
  const manifest = write("c.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n");
  const summary = await scan(
    {
      paths: [manifest],
      readStdin: () => Promise.resolve(new Uint8Array()),
      policySets: [],
      policyPaths: [policy],
      exceptionPaths: [],
      contexts: [],
      filter: {},
    },
    services,
  );
  expect(summary).toMatchObject({ complete: true, not_read: [], totals: { pass: 1 } });
  expect(summary.warnings).toEqual([expect.stringContaining('the key "team" stands here')]);
});
