import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const ROOT = path.resolve(import.meta.dirname, "../..");

test("generated pages are current", () => {
  expect(checkDocs).not.toThrow();
});

test("links between pages lead somewhere", () => {
  const pages = [
    "README.md",
    "ARCHITECTURE.md",
    "AGENTS.md",
    ...readdirSync(path.join(ROOT, "docs"), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".md"))
      .map((file) => path.join("docs", file)),
    "examples/README.md",
  ];
  const broken = pages.flatMap((page) => {
    const text = readFileSync(path.join(ROOT, page), "utf8");
    return [...text.matchAll(/\]\((?!https?:|#)(?<target>[^)#]+)/gu)]
      .map((match) => match.groups?.["target"] ?? "")
      .filter((target) => !existsSync(path.resolve(ROOT, path.dirname(page), target)))
      .map((target) => `${page} → ${target}`);
  });
  expect(broken).toEqual([]);
});

/** Throws when a page is not what `npm run docs` writes. */
function checkDocs(): string {
  return execFileSync(process.execPath, ["scripts/docs.ts", "--check"], {
    cwd: ROOT,
    encoding: "utf8",
  });
}
