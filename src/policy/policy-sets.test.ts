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
    "good/both/policyset.yaml": set("both", "includes: [one, one]\npolicies: [c]"),
    "good/both/c/c.yaml": policy("c"),
    "good/no-set/readme.md": "nothing",
    "own/mine/policyset.yaml": set(
      "mine",
      "includes: [both]\npolicies: [p, one/b]\nparameters: [{name: limit, description: D, type: integer, default: 3}]",
    ),
    "own/mine/p/p.yaml": policy("p").replace("{}", "{variables: [{name: limit, expression: '3'}]}"),
    "own/picks/policyset.yaml": set("picks", "policies: [mine/p]"),
    "twice/one/policyset.yaml": set("one", "policies: []"),
    "bad/circle/policyset.yaml": set("circle", "includes: [circle]"),
    "bad/typo/policyset.yaml": set("typo", "polices: [a]"),
    "bad/gone/policyset.yaml": set("gone", "policies: [a]"),
    "bad/misnamed/policyset.yaml": set("other", "policies: []"),
    "bad/lost/policyset.yaml": set("lost", "includes: [losd]"),
    "bad/parameter/policyset.yaml": set(
      "parameter",
      "policies: [a]\nparameters: [{name: p, description: D, type: integer, default: x}]",
    ),
    "bad/unused/policyset.yaml": set(
      "unused",
      "policies: [a]\nparameters: [{name: p, description: D, type: integer, default: 1}]",
    ),
    "bad/unused/a/a.yaml": policy("a"),
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
  const sets = await listPolicySets({ roots: [join(root, "good")] });
  expect(sets.map(({ name, policies }) => [name, policies.map((one) => one.name)])).toEqual([
    ["both", ["a", "b", "c"]],
    ["one", ["a", "b"]],
  ]);
});

test("one set is loaded by name", async () => {
  const { title, summary, source, policies } = await loadPolicySet("one", {
    roots: [join(root, "good")],
  });
  expect({ title, summary, source }).toEqual({
    title: "T",
    summary: "S",
    source: "https://example.com",
  });
  expect(policies).toHaveLength(2);
});

test("a set of one's own includes shipped ones, is given as a folder or among others, and must not take a name twice", async () => {
  const own = join(root, "own/mine");
  const sets = await listPolicySets({ roots: [own, join(root, "good")] });
  expect(sets.map(({ name }) => name)).toEqual(["both", "mine", "one"]);
  const mine = sets.find(({ name }) => name === "mine");
  expect(mine?.policies.map(({ name }) => name)).toEqual(["a", "b", "c", "p"]);
  expect(mine?.includes).toEqual(["both"]);
  expect(mine?.parameters.map(({ name }) => name)).toEqual(["limit"]);
  const picks = await loadPolicySet("picks", { roots: [join(root, "own"), join(root, "good")] });
  expect(picks.policies.map(({ name }) => name)).toEqual(["p"]);
  expect(picks.parameters.map(({ name }) => name)).toEqual(["limit"]);
  await expect(
    listPolicySets({ roots: [join(root, "good"), join(root, "twice")] }),
  ).rejects.toThrow('two folders hold a policy set "one"');
  await expect(listPolicySets({ roots: [join(root, "none")] })).rejects.toThrow("no such folder");
  await expect(listPolicySets({ roots: [join(root, "good/one/a")] })).rejects.toThrow(
    "holds no policy set",
  );
});

test("an unknown name is refused with the sets there are, the nearest first", async () => {
  const failure = loadPolicySet("bot", { roots: [join(root, "good")] });
  await expect(failure).rejects.toThrow(UserError);
  await expect(failure).rejects.toMatchObject({ hint: "one of both, one" });
});

test.for([
  ["circle", "the set contains itself"],
  ["typo", 'unknown field "polices"'],
  ["gone", "no such file or folder"],
  ["misnamed", 'the set is named "other" and its folder "misnamed"'],
  ["lost", 'lost/policyset.yaml: there is no policy set "losd"'],
  ["parameter", "the default of parameter p is not of type integer"],
  ["unused", "no policy has a variable of the name of parameter p"],
  ["broken", 'ValidatingPolicy a: unknown field "x"'],
])("a set that is not whole is refused: %s", async ([name = "", message = ""]) => {
  await expect(loadPolicySet(name, { roots: [join(root, "bad")] })).rejects.toThrow(message);
});

test("the shipped sets are whole", async () => {
  const sets = await listPolicySets();
  expect(sets.map(({ name }) => name)).toContain("pod-security");
  for (const { policies } of sets) expect(policies.length).toBeGreaterThan(0);
});
