import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { load } from "js-yaml";
import { expect, test } from "vitest";
import { objectsAt, textAt, textsAt } from "../../src/cluster/json-fields.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");

test("the roles in deploy/ are those that the shipped sets need", () => {
  expect(checkRoles).not.toThrow();
}, 30_000);

/** Throws when the file is not what `node scripts/rbac.ts` writes. */
function checkRoles(): string {
  const script = ["scripts/rbac.ts", "--check"];
  return execFileSync(process.execPath, script, { cwd: ROOT, encoding: "utf8" });
}

test("the roles in deploy/ allow reading only, no Secrets, and no wildcard for a scan", () => {
  const documents = readFileSync(path.join(ROOT, "deploy/rbac.yaml"), "utf8")
    .split(/^---$/mu)
    .map((text) => load(text));
  const roles = documents.filter((document) => textAt(document, "kind") === "ClusterRole");
  const [scanRules = []] = roles.map((role) => objectsAt(role, "rules"));
  const rules = roles.flatMap((role) => objectsAt(role, "rules"));

  expect(roles).toHaveLength(2);
  expect(new Set(rules.flatMap((rule) => textsAt(rule, "verbs")))).toEqual(
    new Set(["get", "list"]),
  );
  expect(rules.flatMap((rule) => textsAt(rule, "resources"))).not.toContain("secrets");
  expect(rules.flatMap((rule) => textsAt(rule, "apiGroups"))).not.toContain("*");
  expect(scanRules.flatMap((rule) => textsAt(rule, "resources"))).not.toContain("*");
  expect(scanRules.flatMap((rule) => textsAt(rule, "resources"))).toContain("pods");
});
