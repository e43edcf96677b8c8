import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { jpCommand } from "./jp.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "jp-"));
  await writeFile(join(folder, "object.yaml"), "metadata: {name: <web>, labels: {b: 1, a: []}}\n");
  await writeFile(join(folder, "query"), "metadata.name");
});
afterAll(() => rm(folder, { recursive: true }));

interface Run {
  readonly out: string;
  readonly err: string;
  readonly code: number;
}

async function run(args: readonly string[], stdin = ""): Promise<Run> {
  let out = "";
  let err = "";
  let code = 0;
  const command = jpCommand({
    writeOut: (text) => void (out += text),
    writeErr: (text) => void (err += text),
    readStdin: async () => new TextEncoder().encode(stdin),
    setExitCode: (given) => void (code = given),
    hasColor: false,
    isWatched: false,
  });
  await command.parseAsync([...args], { from: "user" });
  return { out, err, code };
}

const input = (): string => join(folder, "object.yaml");

test("query prints the value of every expression as Go's JSON, those of files last", async () => {
  const args = ["query", "-i", input(), "-q", join(folder, "query"), "metadata.labels"];
  expect(await run(args)).toEqual({
    out: [
      "# metadata.labels",
      '{\n  "a": [],\n  "b": 1\n}',
      "# metadata.name",
      String.raw`"\u003cweb\u003e"`,
      "",
    ].join("\n"),
    err: "",
    code: 0,
  });
});

test("query can be compact and unquoted, and read its input from standard input", async () => {
  const args = ["query", "-c", "-u", "a", "b"];
  expect(await run(args, '{"a": [1, {"x": null}], "b": "<"}')).toMatchObject({
    out: '# a\n[1,{"x":null}]\n# b\n<\n',
  });
});

test("query reads the expression from standard input when only the input is given", async () => {
  expect(await run(["query", "-i", input()], "metadata.labels.b")).toMatchObject({
    out: "# metadata.labels.b\n1\n",
  });
});

test.for([
  [["a", "a.b", "a"], 'Error: error evaluating JMESPath expression: Unknown key "b" in path\n'],
  [
    ["a", "a["],
    "Error: failed to compile JMESPath: a[, error: SyntaxError: Expected tStar, received: tEOF\n",
  ],
] as const)("query %j ends at its first error, with what came before", async ([queries, err]) => {
  expect(await run(["query", ...queries], "a: {}")).toEqual({ out: "# a\n{}\n", err, code: 1 });
});

test("query without an expression and an input is told what it lacks", async () => {
  expect(await run(["query"])).toEqual({
    out: "",
    err: "Error: at least one query or input object is required\n",
    code: 1,
  });
});

test("query names a file that can't be read", async () => {
  const { err, code } = await run(["query", "-i", join(folder, "missing"), "a"]);
  expect(err).toContain(`Error: failed open file ${join(folder, "missing")}: `);
  expect(code).toBe(1);
});

test("parse prints the tree, or marks the error", async () => {
  expect(await run(["parse", "a"])).toMatchObject({
    out: '# a\nASTField {\n  value: "a"\n}\n\n',
    code: 0,
  });
  expect(await run(["parse"])).toEqual({
    out: "",
    err: "Error: SyntaxError: Incomplete expression\n\n^\n",
    code: 1,
  });
});

test("function describes those named, or all in order", async () => {
  const { out } = await run(["function", "truncate", "lookup"]);
  expect(out).toMatch(
    /^Name: lookup\n {2}Signature: lookup\(object\|array, string\|number\) any\n {2}Note: {6}.+\n\nName: truncate\n {2}Signature: truncate\(string, number\) string\n/u,
  );
  const all = [...(await run(["function"])).out.matchAll(/^Name: (.*)$/gmu)].map(
    ([, name]) => name,
  );
  expect(all.length).toBeGreaterThanOrEqual(76);
  expect(all).toEqual(all.toSorted((left = "", right = "") => (left < right ? -1 : 1)));
});

test("function suggests the name that is nearest", async () => {
  await expect(run(["function", "trunkate"])).rejects.toThrow('there is no function "trunkate"');
});
