import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { UserError } from "../manifest/user-error.ts";
import { listPolicySets, loadPolicySet } from "./policy-sets.ts";

let root = "";

function policy(name: string): string {
  return `apiVersion: policies.kyverno.io/v1\nkind: ValidatingPolicy\nmetadata: {name: ${name}}\nspec: {}\n`;
}

function set(name: string, content: string): string {
  return `name: ${name}\ntitle: T\nsummary: S\nsource: https://example.com\n${content}\n`;
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "policy-sets-"));
  const files: Readonly<Record<string, string>> = {
    "good/one/policyset.yaml": set("one", "policies: [a, b]"),
    "good/one/a/a.yaml": policy("a"),
    "good/one/b/b.yaml": policy("b"),
    "good/both/policyset.yaml": set("both", "sets: [one, one]\npolicies: [c]"),
    "good/both/c/c.yaml": policy("c"),
    "good/no-set/readme.md": "nothing",
    "bad/circle/policyset.yaml": set("circle", "sets: [circle]"),
    "bad/typo/policyset.yaml": set("typo", "polices: [a]"),
    "bad/gone/policyset.yaml": set("gone", "policies: [a]"),
    "bad/broken/policyset.yaml": set("broken", "policies: [a]"),
    "bad/broken/a/a.yaml": policy("a").replace("{}", "{x: 1}"),
  };
  for (const [name, content] of Object.entries(files)) {
    // oxlint-disable-next-line no-await-in-loop
    await mkdir(dirname(join(root, name)), { recursive: true });
    // oxlint-disable-next-line no-await-in-loop
    await writeFile(join(root, name), content);
  }
});

afterAll(() => rm(root, { recursive: true }));

test("sets are listed in order of name, with their policies and those of their parts", async () => {
  const sets = await listPolicySets({ root: join(root, "good") });
  expect(sets.map(({ name, policies }) => [name, policies.map((one) => one.name)])).toEqual([
    ["both", ["a", "b", "c"]],
    ["one", ["a", "b"]],
  ]);
});

test("one set is loaded by name", async () => {
  const { title, summary, source, policies } = await loadPolicySet("one", {
    root: join(root, "good"),
  });
  expect({ title, summary, source }).toEqual({
    title: "T",
    summary: "S",
    source: "https://example.com",
  });
  expect(policies).toHaveLength(2);
});

test("an unknown name is refused with the sets there are, the nearest first", async () => {
  const failure = loadPolicySet("bot", { root: join(root, "good") });
  await expect(failure).rejects.toThrow(UserError);
  await expect(failure).rejects.toMatchObject({ hint: "one of both, one" });
});

test.for([
  ["circle", "the set contains itself"],
  ["typo", 'unknown field "polices"'],
  ["gone", "no such file or folder"],
  ["broken", 'ValidatingPolicy a: unknown field "x"'],
])("a set that is not whole is refused: %s", async ([name = "", message = ""]) => {
  await expect(loadPolicySet(name, { root: join(root, "bad") })).rejects.toThrow(message);
});

test("the shipped sets are whole", async () => {
  const sets = await listPolicySets();
  expect(sets.map(({ name }) => name)).toContain("pod-security");
  for (const { policies } of sets) expect(policies.length).toBeGreaterThan(0);
});
