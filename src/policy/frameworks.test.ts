import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { controlsOf, findFramework, loadFrameworks } from "./frameworks.ts";

let root = "";

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "frameworks-"));
  const files = {
    first:
      "- id: f\n  title: F\n  source: https://example.com\n  controls:\n    - {id: '1', title: One, policies: [a]}\n",
    second:
      "- id: f\n  title: G\n  source: https://example.com\n  controls:\n    - {id: '1', title: Other, policies: [b, a]}\n    - {id: '2', title: Two, policies: [a]}\n",
    wrong: "- id: f\n  titel: F\n",
    none: "",
  };
  for (const [name, content] of Object.entries(files)) {
    // oxlint-disable-next-line no-await-in-loop
    await mkdir(join(root, name));
    // oxlint-disable-next-line no-await-in-loop
    if (content !== "") await writeFile(join(root, name, "frameworks.yaml"), content);
  }
});

afterAll(() => rm(root, { recursive: true }));

test("folders add controls and policies to the same framework; a folder need not have any", async () => {
  const frameworks = await loadFrameworks(
    ["first", "none", "second"].map((name) => join(root, name)),
  );
  expect(frameworks).toEqual([
    {
      id: "f",
      title: "F",
      source: "https://example.com",
      controls: [
        { id: "1", title: "One", policies: ["a", "b"] },
        { id: "2", title: "Two", policies: ["a"] },
      ],
    },
  ]);
  expect(controlsOf("a", frameworks)).toEqual(["f 1", "f 2"]);
  expect(findFramework("f", frameworks).title).toBe("F");
  expect(() => findFramework("g", frameworks)).toThrow(
    expect.objectContaining({ message: 'there is no framework "g"', hint: "one of f" }),
  );
});

test("a file of another shape is refused with every problem", async () => {
  await expect(loadFrameworks([join(root, "wrong")])).rejects.toThrow('unknown field "titel"');
});
