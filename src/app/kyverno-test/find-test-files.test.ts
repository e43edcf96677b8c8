import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

import { findTestFiles } from "./find-test-files.ts";

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "find-test-files-"));
  await mkdir(join(folder, "b/.kyverno-test"), { recursive: true });
  await mkdir(join(folder, "a"));
  await writeFile(join(folder, "b/.kyverno-test/kyverno-test.yaml"), "");
  await writeFile(join(folder, "a/kyverno-test.yaml"), "");
  await writeFile(join(folder, "a/other.yaml"), "");
});

afterAll(() => rm(folder, { recursive: true }));

test("finds the files below a folder in order, in dot folders too", async () => {
  expect(await findTestFiles([folder], "kyverno-test.yaml")).toEqual([
    join(folder, "a/kyverno-test.yaml"),
    join(folder, "b/.kyverno-test/kyverno-test.yaml"),
  ]);
});

test("a file stands for itself whatever its name, and is found once", async () => {
  const file = join(folder, "a/other.yaml");
  expect(await findTestFiles([file, file], "kyverno-test.yaml")).toEqual([file]);
});

test("a path that does not exist is refused", async () => {
  await expect(findTestFiles([join(folder, "c")], "x")).rejects.toThrow("no such file or folder");
});
