import { expect, test } from "vitest";

import { causeOf, compareRows, type AnswerRow } from "./compare-rows.ts";
import { dropsBelow, raised } from "./expected-counts.ts";

function row(key: string, result: string, message: string | null = "m"): AnswerRow {
  return { key, result, message };
}

function counts(gold: readonly AnswerRow[], ours: readonly AnswerRow[]): readonly number[] {
  const { rows, results, messages, differences } = compareRows(gold, ours);
  return [rows, results, messages, differences.length];
}

test.for([
  ["the same", [row("a", "pass")], [row("a", "pass")], [1, 1, 1, 0]],
  ["other words", [row("a", "pass")], [row("a", "pass", "x")], [1, 1, 0, 1]],
  ["words that don't count", [row("a", "pass", null)], [row("a", "pass")], [1, 1, 1, 0]],
  ["another result", [row("a", "pass")], [row("a", "fail")], [1, 0, 0, 1]],
  ["a missing row", [row("a", "pass")], [], [1, 0, 0, 1]],
  ["a row too many", [], [row("a", "pass")], [1, 0, 0, 1]],
  ["a double row", [row("a", "pass")], [row("a", "pass"), row("a", "pass")], [2, 1, 1, 1]],
  ["another order", [row("a", "1"), row("a", "2")], [row("a", "2"), row("a", "1")], [2, 2, 2, 0]],
] as const)(
  "%s: rows, results, messages and differences are counted",
  ([, gold, ours, expected]) => {
    expect(counts(gold, ours)).toEqual(expected);
  },
);

test("differences that differ in names and numbers only have one cause", () => {
  const [one, other] = ["1", "22"].map((name) =>
    causeOf({ key: "a", gold: row("a", "pass", `index ${name} of '${name}'`), ours: undefined }),
  );
  expect(one).toBe(other);
});

const GROUP = {
  group: "g",
  recordedExits: 1,
  exits: 1,
  rows: 10,
  results: 9,
  messages: 8,
  unsupported: {},
  differences: [],
};

test("a count below the expected one is a drop, a missing group too", () => {
  const expected = { g: { exits: 1, results: 10, messages: 8 } };
  expect(dropsBelow(expected, [GROUP])).toEqual([
    expect.stringContaining("g: results fell from 10 to 9"),
  ]);
  expect(dropsBelow(expected, [])).toHaveLength(3);
  expect(dropsBelow(expected, [], true)).toEqual([]);
});

test("expected counts are only ever raised", () => {
  const expected = {
    g: { exits: 0, results: 10, messages: 7 },
    h: { exits: 1, results: 1, messages: 1 },
  };
  expect(raised(expected, [GROUP])).toEqual({
    g: { exits: 1, results: 10, messages: 8 },
    h: { exits: 1, results: 1, messages: 1 },
  });
});
