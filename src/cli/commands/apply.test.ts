import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

import { applyCommand } from "./apply.ts";

const POLICY = `
apiVersion: policies.kyverno.io/v1
kind: ValidatingPolicy
metadata:
  name: keep-databases
  annotations: {policies.kyverno.io/severity: high}
spec:
  matchConstraints:
    resourceRules:
    - {apiGroups: [db.example.com], apiVersions: ['*'], resources: [databases], operations: [DELETE]}
  matchConditions:
  - {name: critical, expression: "oldObject.metadata.name in ['critical-db', 'main-db']"}
  validations:
  - expression: "oldObject.metadata.?annotations['allow-delete'].orValue('') == 'true'"
    messageExpression: "'no deleting ' + oldObject.metadata.name"
`;
const OTHERS = `
apiVersion: policies.kyverno.io/v1
kind: ValidatingPolicy
metadata: {name: broken}
spec:
  validations:
  - expression: "1 +\\n 2 == 'a'"
---
apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata: {name: classic}
spec: {rules: [{name: r, mutate: {}}]}
`;
const VALUES = `
apiVersion: cli.kyverno.io/v1alpha1
kind: Values
globalValues: {request.operation: DELETE}
`;

function database(name: string, annotations = "{}"): string {
  return `
apiVersion: db.example.com/v1
kind: Database
metadata: {name: ${name}, namespace: data, annotations: ${annotations}}
`;
}

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "apply-command-"));
  const databases = [
    database("critical-db"),
    database("main-db", '{allow-delete: "true"}'),
    database("other-db"),
  ];
  await Promise.all(
    Object.entries({
      "policy.yaml": POLICY,
      "others.yaml": OTHERS,
      "values.yaml": VALUES,
      "databases.yaml": databases.join("---"),
      "other.yaml": database("other-db"),
    }).map(([name, text]) => writeFile(join(folder, name), text)),
  );
});

afterAll(() => rm(folder, { recursive: true }));

interface Run {
  readonly out: string;
  readonly err: string;
  readonly exit: number | undefined;
}

/** Words that end in .yaml are files of the folder. */
async function apply(line: string, stdin = ""): Promise<Run> {
  let out = "";
  let err = "";
  let exit: number | undefined;
  const command = applyCommand({
    writeOut: (text) => void (out += text),
    writeErr: (text) => void (err += text),
    readStdin: async () => new TextEncoder().encode(stdin),
    setExitCode: (code) => void (exit = code),
    hasColor: false,
    isWatched: false,
  });
  const args = line.split(" ").map((word) => word.replaceAll(/[\w-]+\.yaml/gu, `${folder}/$&`));
  await command.exitOverride().parseAsync(args, { from: "user" });
  return { out, err, exit };
}

test("deleting is denied with the policy's message, allowed with the annotation, and other names are untouched", async () => {
  const { out, exit } = await apply(
    "policy.yaml -r databases.yaml -f values.yaml -p --output-format json",
  );
  expect(exit).toBe(1);
  expect(JSON.parse(out)).toMatchObject({
    kind: "ClusterReport",
    summary: { pass: 1, fail: 1, warn: 0, error: 0, skip: 1 },
    results: [
      {
        policy: "keep-databases",
        severity: "high",
        result: "fail",
        resources: [{ kind: "Database", namespace: "data", name: "critical-db" }],
        message: "no deleting critical-db",
        properties: { process: "background scan", "cel.validationIndex": "0" },
      },
      { result: "pass", resources: [{ name: "main-db" }] },
      { result: "skip", resources: [{ name: "other-db" }] },
    ],
  });
});

test("without the values file nothing is deleted, so nothing is said", async () => {
  const { out, err, exit } = await apply("policy.yaml -r databases.yaml");
  expect([err, exit]).toEqual(["", 0]);
  expect(out).toBe(
    "\nApplying 1 policy rule(s) to 3 resource(s)...\n\npass: 0, fail: 0, warn: 0, error: 0, skip: 0 \n",
  );
});

test("plain output shows failures, --table every result", async () => {
  const plain = await apply("policy.yaml -r databases.yaml -s request.operation=DELETE");
  expect(plain.out).toContain(
    "policy keep-databases -> resource data/Database/critical-db failed:\n1 -  no deleting critical-db\n",
  );
  expect(plain.out).toMatch(/\npass: 1, fail: 1, warn: 0, error: 0, skip: 1 \n$/u);
  const table = await apply("policy.yaml -r databases.yaml -f values.yaml -t --detailed-results");
  expect(table.out).toContain("data/Database/main-db");
  expect(table.out).toContain("MESSAGE");
});

test("resources come from comma lists and standard input too", async () => {
  const { out } = await apply(
    "policy.yaml -r other.yaml,- -f values.yaml",
    database("critical-db"),
  );
  expect(out).toContain("to 2 resource(s)");
  expect(out).toContain("critical-db failed:");
});

test("policies that can't be used are named on one line each, and the others run", async () => {
  const { out, err, exit } = await apply(
    "policy.yaml others.yaml -r databases.yaml -f values.yaml -p --output-format json",
  );
  const lines = err.trimEnd().split("\n");
  expect(lines).toHaveLength(3);
  expect(lines[0]).toMatch(/^warning: .*ClusterPolicy: deprecated since Kyverno 1\.17/u);
  expect(lines[1]).toMatch(/^invalid policy broken: .*found no matching overload/u);
  expect(lines[2]).toBe("skipped policy classic: not supported yet: ClusterPolicy with mutate");
  expect(JSON.parse(out)).toMatchObject({ summary: { fail: 1 } });
  expect(exit).toBe(1);
});

test.for([
  ["policy.yaml -r databases.yaml", 0],
  ["policy.yaml -r databases.yaml --warn-no-pass --warn-exit-code 7", 7],
  ["policy.yaml -r databases.yaml -f values.yaml --warn-no-pass --warn-exit-code 7", 1],
  ["others.yaml -r databases.yaml", 1],
] as const)("%j exits with %j", async ([line, code]) => {
  expect((await apply(line)).exit).toBe(code);
});

test("paths that hold no policy are pointed out", async () => {
  const { err, exit } = await apply("values.yaml -r databases.yaml");
  expect(err).toMatch(/^warning: there is no policy in .*values\.yaml\n$/u);
  expect(exit).toBe(0);
});

test.for([
  ["policy.yaml -r a.yaml --http-payload payload.yaml", "--http-payload is not supported yet"],
  ["policy.yaml", "no resources given"],
  ["- -r -", "either the policies or the resources"],
  ["policy.yaml -r databases.yaml -f values.yaml -s a=b", "not both"],
] as const)("%j is refused", async ([line, message]) => {
  await expect(apply(line)).rejects.toThrow(message);
});
