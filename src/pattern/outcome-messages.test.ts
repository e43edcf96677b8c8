import { expect, test } from "vitest";
import { compilePattern, type PatternOutcome } from "./compile-pattern.ts";
import { anyPatternVerdict, explainUnder, patternVerdict } from "./outcome-messages.ts";

const FAIL: PatternOutcome = { kind: "fail", path: "/a/", message: "cause" };
const ERROR: PatternOutcome = { kind: "error", message: "cause" };

test.for([
  [{ kind: "pass" }, "m", "pass", "validation rule 'r' passed."],
  [{ kind: "skip", message: "why" }, "m", "skip", "why"],
  [FAIL, "m", "fail", "validation error: m. rule r failed at path /a/"],
  [FAIL, "m.", "fail", "validation error: m. rule r failed at path /a/"],
  [FAIL, "m.\n", "fail", "validation error: m.\n. rule r failed at path /a/"],
  [FAIL, undefined, "fail", "validation error: rule r failed at path /a/"],
  // A message that becomes empty is a message.
  [FAIL, "", "fail", "validation error: . rule r failed at path /a/"],
  [ERROR, "m", "error", "validation error: m. rule r execution error: cause"],
  [ERROR, undefined, "error", "validation error: rule r execution error: cause"],
] as const)("%j with the message %j", ([result, text, outcome, message]) => {
  expect(patternVerdict("r", result, explainUnder(text))).toEqual({ outcome, message });
});

const SKIPPED = "conditional anchor mismatch: resource value '2' does not match '1' at path /a/";

test.for([
  [[{ a: 1 }, { a: 2 }], "pass", "validation rule 'r' anyPattern[1] passed."],
  [
    [{ a: 1 }, { b: 2 }],
    "fail",
    "validation error: m. rule r[0] failed at path /a/ rule r[1] failed at path /b/",
  ],
  // Only the failed ones are named, unless there are none.
  [[{ "(a)": 1 }, { b: 2 }], "fail", "validation error: m. rule r[1] failed at path /b/"],
  [
    [{ "(a)": 1 }, { "(a)": 1 }],
    "skip",
    `rule r[0] skipped: ${SKIPPED} rule r[1] skipped: ${SKIPPED}`,
  ],
  // A failure without a place gives its cause.
  [
    [{ "^(c)": [{}], b: 1 }],
    "fail",
    "validation error: m. rule r[0] failed: resource value '<nil>' does not match '1' at path /b/",
  ],
  [[], "pass", "m"],
] as const)("any of %j is %s", ([patterns, outcome, message]) => {
  const compiled = patterns.map((pattern) => compilePattern(pattern));
  const rule = { name: "r", message: "m", patterns: compiled };
  expect(anyPatternVerdict(rule, { a: 2 }, explainUnder("m"))).toEqual({ outcome, message });
});
