import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { allTools } from "../../src/mcp/all-tools.ts";
import { serverInstructions } from "../../src/mcp/server-instructions.ts";

const root = new URL("../../skills/", import.meta.url);
const skills = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => ({
    name,
    text: readFileSync(new URL(`${name}/SKILL.md`, root), "utf8"),
  }));
const toolNames = allTools.map(({ name }) => name);
const toolArguments = new Set(allTools.flatMap(({ input }) => Object.keys(input.shape)));

/** Names in backticks that look like a tool's: `verb_noun`. */
function toolsNamedIn(text: string): readonly string[] {
  return [...text.matchAll(/`([a-z]+_[a-z_]+)`/gu)].map(([, name = ""]) => name);
}

/** Words with an underscore that answers use, not tools. */
const ANSWER_FIELDS = new Set(["not_read", "next_cursor", "by_control"]);

test("there are skills", () => {
  expect(skills.map(({ name }) => name)).toContain("kyverno-scan");
});

test.for(skills)("the skill $name names only tools that exist, and every tool", ({ text }) => {
  const named = toolsNamedIn(text).filter((name) => !ANSWER_FIELDS.has(name));
  expect(named.filter((name) => !toolNames.includes(name))).toEqual([]);
  expect(toolNames.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
});

test.for(skills)("the skill $name passes only arguments that exist", ({ text }) => {
  const passed = [...text.matchAll(/`([a-z]+[A-Z]?[a-zA-Z]*): ["[]/gu)].map(
    ([, name = ""]) => name,
  );
  expect(passed.length).toBeGreaterThan(0);
  expect(passed.filter((name) => !toolArguments.has(name))).toEqual([]);
});

test.for(skills)(
  "the skill $name has the head that agents read: agentskills.io",
  ({ name, text }) => {
    const head = /^---\n(?<head>[\s\S]*?)\n---\n/u.exec(text)?.groups?.["head"] ?? "";
    expect(/^name: (.*)$/mu.exec(head)?.[1]).toBe(name);
    const description = /^description: (.*)$/mu.exec(head)?.[1] ?? "";
    expect(description.length).toBeGreaterThan(50);
    expect(description.length).toBeLessThanOrEqual(1024);
    expect(text.split("\n").length).toBeLessThanOrEqual(120);
  },
);

test("the server's instructions fit and name only tools that exist", () => {
  expect(serverInstructions.length).toBeLessThanOrEqual(2000);
  const named = [...serverInstructions.matchAll(/\b([a-z]+_[a-z_]+)\b/gu)].map(
    ([, name = ""]) => name,
  );
  expect(named.filter((name) => !toolNames.includes(name) && !ANSWER_FIELDS.has(name))).toEqual([]);
  expect(toolNames.filter((name) => name !== "help" && !named.includes(name))).toEqual([]);
});
