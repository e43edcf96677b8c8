import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadDocuments } from "./load-documents.ts";
import { formatProblem } from "./problem.ts";

let root = "";

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "load-documents-"));
  await mkdir(join(root, "folder/sub"), { recursive: true });
  await mkdir(join(root, "folder/.hidden"));
  await mkdir(join(root, "empty"));
  const files: Readonly<Record<string, string | Uint8Array>> = {
    "folder/b.yaml": "b",
    "folder/a.yml": "a",
    "folder/sub/c.json": '"c"',
    "folder/notes.txt": "notes",
    "folder/.dot.yaml": "dot",
    "folder/.hidden/d.yaml": "hidden",
    "utf16.yaml": Buffer.from("\u{FEFF}a: é\n", "utf16le"),
    "latin1.yaml": Buffer.from("a: 1\nb: caf\u{e9}\n", "latin1"),
    "binary.yaml": Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0]),
    "we[i]rd.yaml": "weird",
  };
  await Promise.all(
    Object.entries(files).map(([name, content]) => writeFile(join(root, name), content)),
  );
  await symlink(root, join(root, "folder/sub/loop"));
  await symlink(join(root, "nowhere"), join(root, "folder/sub/broken.yaml"));
});

afterAll(() => rm(root, { recursive: true }));

/** What was loaded, with paths as if the folder were the working directory. */
async function load(...paths: string[]): Promise<{ values: unknown[]; problems: string[] }> {
  const full = paths.map((path) =>
    path === "-" || path.includes("://") ? path : join(root, path),
  );
  const { documents, problems } = await loadDocuments(full, {
    stdin: async () => Buffer.from("stdin"),
  });
  return {
    values: documents.map(({ value }) => value),
    problems: problems.map((problem) => formatProblem(problem).replaceAll(`${root}/`, "")),
  };
}

test("a folder gives its manifests in order of name, without dot-files and links in a circle", async () => {
  const { values, problems } = await load("folder");
  expect(values.slice(0, 3)).toEqual(["a", "b", "c"]);
  expect(values).not.toContain("notes");
  expect(values).not.toContain("dot");
  expect(values).not.toContain("hidden");
  expect(values.filter((value) => value === "a")).toHaveLength(1);
  expect(problems).toContainEqual("folder/sub/broken.yaml: no such file or folder");
});

test("a file is read whatever its name, and once", async () => {
  const { values } = await load("folder/notes.txt", "folder/b.yaml", "folder/../folder/b.yaml");
  expect(values).toEqual(["notes", "b"]);
});

test("patterns match files; a file that is named like a pattern wins", async () => {
  expect(await load("folder/*.y*ml")).toEqual({ values: ["a", "b"], problems: [] });
  expect(await load("we[i]rd.yaml")).toEqual({ values: ["weird"], problems: [] });
  expect(await load("*.nope")).toEqual({
    values: [],
    problems: ["*.nope: no file matches this pattern"],
  });
});

test("- is standard input, once", async () => {
  expect(await load("-", "folder/a.yml", "-")).toEqual({ values: ["stdin", "a"], problems: [] });
});

test("what can't be read becomes a problem and the rest is read", async () => {
  expect(await load("foldr", "empty", "https://example.com/p.yaml", "folder/a.yml")).toEqual({
    values: ["a"],
    problems: [
      `foldr: no such file or folder (did you mean ${join(root, "folder")}?)`.replace(
        `${root}/`,
        "",
      ),
      "empty: no .yaml, .yml or .json file in this folder",
      "https://example.com/p.yaml: URLs are not read (download the file first, or pipe it in with `-`)",
    ],
  });
});

test("UTF-16 with a byte order mark is read", async () => {
  expect(await load("utf16.yaml")).toEqual({ values: [{ a: "é" }], problems: [] });
});

test("bytes that are no UTF-8 are named with offset, line and column", async () => {
  expect(await load("latin1.yaml")).toEqual({
    values: [],
    problems: ["latin1.yaml:2:7: not UTF-8: byte 0xe9 at offset 11 (save the file as UTF-8)"],
  });
});

test("a binary file is refused", async () => {
  const { problems } = await load("binary.yaml");
  expect(problems).toEqual(["binary.yaml: this is a binary file, not YAML or JSON"]);
});
