import { expect, test } from "vitest";
import { formatIssues } from "./format-issues.ts";

test("an issue stands over its line of the source, with a caret below", () => {
  expect(formatIssues([{ at: 6, message: "wrong" }], "a +\n\tbé + c")).toBe(
    "ERROR: <input>:2:3: wrong\n |  bé + c\n | ..＾",
  );
});

test("issues are printed in the order of their places, whatever the order they were found in", () => {
  const issues = [
    { at: 4, message: "later" },
    { at: 0, message: "first" },
    { at: 0, message: "second" },
  ];
  const lines = formatIssues(issues, "a\nb c").split("\n");
  expect(lines.filter((line) => line.startsWith("ERROR"))).toEqual([
    "ERROR: <input>:1:1: first",
    "ERROR: <input>:1:1: second",
    "ERROR: <input>:2:3: later",
  ]);
});

test("an empty source, and an issue about the whole expression, have no source line", () => {
  expect(formatIssues([{ at: -1, message: "m" }], "")).toBe("ERROR: <input>:1:0: m");
  expect(formatIssues([{ at: -2, message: "m" }], "abc")).toBe("ERROR: <input>:-1:0: m");
});

test("more than a hundred issues are counted", () => {
  const issues = Array.from({ length: 102 }, (_, at) => ({ at, message: "m" }));
  expect(formatIssues(issues, "a".repeat(200))).toMatch(/\n2 more errors were truncated$/);
});
