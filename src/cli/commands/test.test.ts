import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

import { testCommand } from "./test.ts";

const POLICY = `
apiVersion: policies.kyverno.io/v1
kind: ValidatingPolicy
metadata: {name: needs-app}
spec:
  matchConstraints:
    resourceRules:
    - {apiGroups: [''], apiVersions: [v1], resources: [configmaps], operations: [CREATE]}
  validations:
  - expression: "has(object.metadata.labels) && 'app' in object.metadata.labels"
    message: label app is missing
`;
const RESOURCES = `
apiVersion: v1
kind: ConfigMap
metadata: {name: good, labels: {app: web}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: bad}
`;

function suite(results: string, policy = "policy.yaml"): string {
  return `
apiVersion: cli.kyverno.io/v1alpha1
kind: Test
metadata: {name: labels}
policies: [${policy}]
resources: [resources.yaml]
results:
${results}
`;
}

const GOOD = "- {policy: needs-app, kind: ConfigMap, resources: [good], result: pass}";
const BAD = "- {policy: needs-app, kind: ConfigMap, resources: [bad], result: pass}";

let folder = "";

async function writeSuite(name: string, text: string): Promise<void> {
  await mkdir(join(folder, name), { recursive: true });
  await writeFile(join(folder, name, "policy.yaml"), POLICY);
  await writeFile(
    join(folder, name, "classic.yaml"),
    "apiVersion: kyverno.io/v1\nkind: ClusterPolicy\nmetadata: {name: classic}\nspec: {rules: [{name: r, mutate: {}}]}\n",
  );
  await writeFile(join(folder, name, "resources.yaml"), RESOURCES);
  await writeFile(join(folder, name, "kyverno-test.yaml"), text);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "test-command-"));
  await writeSuite("good", suite(GOOD));
  await writeSuite("mixed", suite(`${GOOD}\n${BAD}`));
  await writeSuite("classic", suite(GOOD, "policy.yaml, classic.yaml"));
  await writeSuite("broken", suite(`${GOOD}\nunknown: 1`));
  await mkdir(join(folder, "empty"));
});

afterAll(() => rm(folder, { recursive: true }));

interface Run {
  readonly out: string;
  readonly err: string;
  readonly exit: number | undefined;
}

async function run(name: string, ...args: readonly string[]): Promise<Run> {
  return runAs(false, name, args);
}

async function runAs(isWatched: boolean, name: string, args: readonly string[]): Promise<Run> {
  let out = "";
  let err = "";
  let exit: number | undefined;
  const command = testCommand({
    writeOut: (text) => void (out += text),
    writeErr: (text) => void (err += text),
    readStdin: async () => new Uint8Array(),
    setExitCode: (code) => void (exit = code),
    hasColor: false,
    isWatched,
  });
  await command.exitOverride().parseAsync([join(folder, name), ...args], { from: "user" });
  return { out, err, exit };
}

test("a suite whose rows all pass exits with 0 and shows its rows in a table", async () => {
  const { out, err, exit } = await run("good");
  expect(exit).toBe(0);
  expect(out).toContain("│ 1  │ needs-app │      │ v1/ConfigMap/default/good │ Pass   │ Ok     │");
  expect(out).toMatch(/\nTest Summary: 1 tests passed and 0 tests failed\n$/u);
  expect(err).toBe("");
});

test("a terminal is told which test is being run", async () => {
  expect((await runAs(true, "good", [])).err).toBe(
    `Loading test labels ( ${folder}/good/kyverno-test.yaml ) ...\n`,
  );
});

test("a failed row exits with 1; --fail-only shows it alone, --detailed-results says why", async () => {
  const { out, exit } = await run("mixed", "--fail-only", "--detailed-results");
  expect(exit).toBe(1);
  expect(out).not.toContain("default/good");
  expect(out).toContain("Want pass, got fail │ label app is missing │");
  expect(out).toContain("1 tests passed and 1 tests failed");
});

test("-o json is one array with the CLI's columns", async () => {
  const { out } = await run("mixed", "-o", "json");
  expect(JSON.parse(out)).toContainEqual({
    ID: 2,
    POLICY: "needs-app",
    RULE: "",
    RESOURCE: "v1/ConfigMap/default/bad",
    RESULT: "Fail",
    REASON: "Want pass, got fail",
    Message: "label app is missing",
    SUITE: `${folder}/mixed/kyverno-test.yaml`,
  });
});

test("-t runs some expectations only", async () => {
  const { out, exit } = await run("mixed", "-t", "policy=*,resource=go*", "-o", "json");
  expect([JSON.parse(out)].flat()).toHaveLength(1);
  expect(exit).toBe(0);
});

test("a suite with a kind that is not supported names it and never passes", async () => {
  const { out, err, exit } = await run("classic");
  expect(exit).toBe(1);
  expect(err).toContain(
    "kyverno-test.yaml: classic: not supported yet: ClusterPolicy with mutate\n",
  );
  expect(out).toContain("0 tests passed and 1 tests failed");
});

test("a test file that can't be read stops the whole run", async () => {
  await expect(run(".")).rejects.toThrow(/found 1 errors after loading tests\n.*unknown field/u);
});

test("finding no tests is fine unless --require-tests says otherwise", async () => {
  expect((await run("empty")).exit).toBe(0);
  expect((await run("empty", "--require-tests")).exit).toBe(1);
});
