import { expect, test } from "vitest";

import { parseResultSelector } from "./select-results.ts";

test.for([
  ["", true],
  ["policy=p", true],
  ["policy=q", false],
  ["policy=*,rule=r?,resource=a*", true],
  ["policy=p,resource=c", false],
  ["rule=r", false],
  ["resource=a.b", true],
  ["resource=aXb", false],
] as const)("%j selects the result: %j", ([selector, isSelected]) => {
  const result = { policy: "p", rule: "r1", resources: ["a.b", "b"] };
  expect(parseResultSelector(selector)({ ...result, resourceSpecs: [], result: "pass" })).toBe(
    isSelected,
  );
});

test("a selector of another form is refused", () => {
  expect(() => parseResultSelector("p")).toThrow("not of the form");
  expect(() => parseResultSelector("name=p")).toThrow("not of the form");
});
