import { tests } from "@bufbuild/cel-spec/testdata/conformance.js";
import { describe, expect, test } from "vitest";
import { difference, type Case, type Suite } from "./answer-case.ts";
import { EXCLUDED, isProtobuf } from "./exclusions.ts";

function casesOf(suite: Suite, path = ""): [string, Case][] {
  const own = (suite.tests ?? []).map(({ original }): [string, Case] => [
    `${path}/${original.name ?? original.expr}`,
    original,
  ]);
  const inner = (suite.suites ?? []).flatMap((each) => casesOf(each, `${path}/${each.name}`));
  return [...own, ...inner];
}

const all = casesOf(tests);
const cases = all.filter(([name, original]) => !isProtobuf(original) && !EXCLUDED.has(name));
describe("cel-spec, all cases without protobuf messages", () => {
  test.for(cases)("%s", ([, original]) => {
    expect(difference(original)).toBeUndefined();
  });

  test("every exclusion names a case", () => {
    const names = new Set(all.map(([name]) => name));
    expect([...EXCLUDED.keys()].filter((name) => !names.has(name))).toEqual([]);
    expect(cases.length).toBeGreaterThan(1500);
  });

  test("every exclusion is still needed", () => {
    const differing = all.filter(
      ([name, original]) => EXCLUDED.has(name) && difference(original) !== undefined,
    );
    expect(new Set(differing.map(([name]) => name))).toEqual(new Set(EXCLUDED.keys()));
  });
});
