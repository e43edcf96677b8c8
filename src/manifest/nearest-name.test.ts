import { expect, test } from "vitest";
import { nearestFirst, nearestName } from "./nearest-name.ts";

const FIELDS = ["validations", "variables", "matchConstraints", "matchConditions"];

test.for([
  ["validation", "validations"],
  ["match-constraints", "matchConstraints"],
  ["matchCondition", "matchConditions"],
  ["vari", "variables"],
  ["zzz", undefined],
  ["", undefined],
  ["x".repeat(100_000), undefined],
] as const)("the nearest to %s is %s", ([name, nearest]) => {
  expect(nearestName(name, FIELDS)).toBe(nearest);
});

test("all candidates, the nearest first", () => {
  expect(nearestFirst("variable", FIELDS)[0]).toBe("variables");
  expect(nearestFirst("variable", FIELDS)).toHaveLength(FIELDS.length);
});
