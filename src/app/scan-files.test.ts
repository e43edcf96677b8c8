import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { generateObjects } from "../../test/fake-api-server/generate-objects.ts";
import { parseDocuments } from "../manifest/parse-documents.ts";
import type { Scan } from "../results/scan.ts";
import { createServices } from "./create-services.ts";
import { preparePolicies } from "./prepare-policies.ts";
import { type FileScan, scanFiles } from "./scan-files.ts";

const folder = mkdtempSync(path.join(tmpdir(), "kyverno-mcp-files-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const services = createServices({ env: {}, homeDir: "/nonexistent", keepsSelection: true });
const policies = await preparePolicies({ policySets: ["pod-security"] }, services);
const OBJECTS = generateObjects({ pods: 60, namespaces: 3 });
const DEFAULTED = { apiVersion: "v1", kind: "Pod", metadata: { name: "here" }, spec: {} };
const LATER = { ...DEFAULTED, spec: { hostNetwork: true } };

function write(name: string, text: string | Uint8Array): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

function list(items: readonly unknown[], indent?: number): string {
  return JSON.stringify({ apiVersion: "v1", kind: "List", items }, undefined, indent);
}

async function scan(paths: readonly string[], options: Partial<FileScan> = {}): Promise<Scan> {
  return scanFiles({ paths, stdin, policies, filter: {}, ...options }, services);
}

function stdin(): Promise<Uint8Array> {
  return Promise.resolve(Buffer.from(list(OBJECTS.slice(0, 50))));
}

const CHUNKS = { largeBytes: 1, chunkBytes: 20_000 };

/** The same scan in chunks and at once. */
async function both(
  paths: readonly string[],
  options: Partial<FileScan> = {},
): Promise<{ readonly chunks: Scan["contexts"]; readonly atOnce: Scan["contexts"] }> {
  const chunks = await scan(paths, { ...CHUNKS, ...options });
  const atOnce = await scan(paths, { largeBytes: Number.POSITIVE_INFINITY, ...options });
  return { chunks: chunks.contexts, atOnce: atOnce.contexts };
}

test("files in chunks give what they give at once, whatever their form", async () => {
  const files = [
    write("a.json", list(OBJECTS.slice(0, 60))),
    write("b.json", list([...OBJECTS.slice(60), { kind: "Nothing" }], 2)),
    write(
      "c.yaml",
      OBJECTS.slice(20, 70)
        .map((object) => JSON.stringify(object))
        .join("\n---\n"),
    ),
    write("d.ndjson", [DEFAULTED, ...OBJECTS].map((object) => JSON.stringify(object)).join("\n")),
    write(
      "e.yaml",
      "a: [\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: e}\nspec: {hostPID: true}\n",
    ),
    path.join(folder, "missing.yaml"),
    "-",
  ];
  const { chunks, atOnce } = await both(files);
  expect(chunks).toEqual(atOnce);
  const [context] = atOnce;
  expect(context?.notRead).toHaveLength(3);
  expect(context?.tally.resources).toBe(OBJECTS.length + 2);
  expect(context?.tally.violations.length).toBeGreaterThan(3);
});

test("an object that is given twice counts once, as it was given first", async () => {
  const many = [DEFAULTED, ...OBJECTS, LATER, ...OBJECTS.toReversed()];
  const files = [write("twice.json", list(many)), write("again.json", list([LATER]))];
  const { chunks, atOnce } = await both(files);
  expect(chunks).toEqual(atOnce);
  expect(chunks[0]?.tally.violations.map(({ name }) => name)).not.toContain("here");
});

test("a file that chunks do not tell all about is read as a whole, and what comes after it too", async () => {
  const broken = list(OBJECTS).replace('"name":"app-00009"', '"name":"app-00009');
  const files = [
    write("broken.json", broken),
    write("menu.json", list([...OBJECTS, LATER]).replace('"kind":"List"', '"kind":"Menu"')),
    write("latin1.yaml", Buffer.from(`${"a: 1\n---\n".repeat(9000)}b: \xe9\n`, "latin1")),
    write("after.json", list(OBJECTS)),
  ];
  const { chunks, atOnce } = await both(files);
  expect(chunks).toEqual(atOnce);
  expect(chunks[0]?.notRead).toHaveLength(2);
  // The menu is an object of its own.
  expect(chunks[0]?.tally.resources).toBe(OBJECTS.length + 1);
});

test("filters and shards leave out the same objects", async () => {
  const files = [write("filter.json", list(OBJECTS))];
  const filters = [
    { namespaces: ["team-001"], kinds: ["pod"] },
    { excludeNamespaces: ["team-000"] },
    { shard: { index: 0, count: 2 } },
  ];
  for (const filter of filters) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const { chunks, atOnce } = await both(files, { filter });
    expect(chunks).toEqual(atOnce);
    expect(chunks[0]?.tally.resources).toBeLessThan(OBJECTS.length);
  }
});

test.for([
  ["namespaces", "namespaceObject.metadata.labels.tier == 'gold'"],
  ["other objects", 'resource.List("apps/v1", "deployments", "team-001").items.size() > 0'],
  [
    "other objects, said otherwise",
    'resource . List("apps/v1", "deployments", "team-001").items.size() > 0',
  ],
])("policies that look at %s see all manifests", async ([, expression]) => {
  const policy = `apiVersion: policies.kyverno.io/v1
kind: ValidatingPolicy
metadata: {name: around}
spec:
  matchConstraints:
    resourceRules: [{apiGroups: [''], apiVersions: [v1], resources: [pods], operations: [CREATE]}]
  validations:
    - expression: |
        ${expression}
`;
  const { documents } = parseDocuments(policy, "policy.yaml");
  const around = await preparePolicies({ policySets: [], documents }, services);
  const { chunks, atOnce } = await both([write("around.json", list(OBJECTS.toReversed()))], {
    policies: around,
  });
  expect(chunks).toEqual(atOnce);
  expect(chunks[0]?.tally.rulesEvaluated).toBe(90);
});

test("input of which nothing can be read is refused, also when it is large", async () => {
  const files = [write("nothing.yaml", "a: [\n---\n".repeat(5000))];
  await expect(scan(files, CHUNKS)).rejects.toThrow(/nothing could be read: .*nothing\.yaml:2:1:/u);
});
