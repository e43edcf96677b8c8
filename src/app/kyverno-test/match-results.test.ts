import { expect, test } from "vitest";

import type { Outcome } from "../../results/rule-result.ts";
import { matchResults, type SubjectResponses, type TestRuns } from "./match-results.ts";
import type { ExpectedResult } from "./test-file.ts";

function expected(fields: Partial<ExpectedResult>): ExpectedResult {
  return { policy: "p", rule: "", resources: [], resourceSpecs: [], result: "pass", ...fields };
}

function pod(
  name: string,
  answers: Readonly<Record<string, readonly Outcome[]>>,
  namespace = "default",
): SubjectResponses {
  return {
    subject: { apiVersion: "v1", kind: "Pod", namespace, name },
    responses: Object.entries(answers).map(([policy, outcomes]) => ({
      name: policy,
      hasRules: false,
      rules: outcomes.map((outcome) => ({ rule: "", outcome, message: `says ${outcome}` })),
    })),
  };
}

function runs(...standard: readonly SubjectResponses[]): TestRuns {
  return { standard, byOperation: new Map(), invalid: new Map() };
}

function short(rows: ReturnType<typeof matchResults>): readonly string[] {
  return rows.map(({ resource, result, reason }) => `${resource} ${result} ${reason}`);
}

test("a row passes when the outcome is the expected one, and says what it got otherwise", () => {
  const given = runs(pod("a", { p: ["fail"] }));
  expect(matchResults([expected({ resources: ["a"], result: "fail" })], given)).toEqual([
    {
      policy: "p",
      rule: "",
      resource: "v1/Pod/default/a",
      result: "Pass",
      reason: "Ok",
      message: "says fail",
    },
  ]);
  expect(short(matchResults([expected({ resources: ["a"] })], given))).toEqual([
    "v1/Pod/default/a Fail Want pass, got fail",
  ]);
});

test.for([
  ["a", ["v1/Pod/x/a Pass Ok", "v1/Pod/y/a Pass Ok"]],
  ["x/a", ["v1/Pod/x/a Pass Ok"]],
  // Names that nothing has widen the check to all resources, as in the CLI.
  ["nothing", ["v1/Pod/x/a Pass Ok", "v1/Pod/y/a Pass Ok", "v1/Pod/x/b Pass Ok"]],
  ["v1/Pod/x/a", ["v1/Pod/x/a Pass Ok", "v1/Pod/y/a Pass Ok", "v1/Pod/x/b Pass Ok"]],
] as const)("the resource %j selects %j", ([name, rows]) => {
  const given = runs(
    pod("a", { p: ["pass"] }, "x"),
    pod("a", { p: ["pass"] }, "y"),
    pod("b", { p: ["pass"] }, "x"),
  );
  expect(short(matchResults([expected({ resources: [name] })], given))).toEqual(rows);
});

test("resourceSpecs select by apiVersion, namespace and name", () => {
  const given = runs(pod("a", { p: ["pass"] }), pod("b", { p: ["pass"] }));
  const spec = { version: "v1", namespace: "default", name: "b" };
  expect(short(matchResults([expected({ resourceSpecs: [spec] })], given))).toEqual([
    "v1/Pod/default/b Pass Ok",
  ]);
});

test("a response without rules passes as Excluded whatever is expected", () => {
  const given = runs(pod("a", { p: [] }));
  expect(short(matchResults([expected({ result: "fail" })], given))).toEqual([
    "v1/Pod/default/a Pass Excluded",
  ]);
});

test("a policy without a response is Not found, a refused one Invalid Policy", () => {
  const given = runs(pod("a", { other: ["pass"] }));
  expect(short(matchResults([expected({})], given))).toEqual(["v1/Pod/default/a Fail Not found"]);
  for (const isPassedOver of [true, false]) {
    const refused = { ...given, invalid: new Map([["p", { text: "why", isPassedOver }]]) };
    const result = isPassedOver ? "Skip" : "Fail";
    expect(matchResults([expected({})], refused)).toMatchObject([
      { result, reason: "Invalid Policy", message: "why" },
    ]);
  }
});

test("a named rule is checked with the rules generated from it; other rules are not", () => {
  const names = ["r", "autogen-r", "autogen-cronjob-r", "autogen-s", "other"];
  const answer = (hasRules: boolean): TestRuns =>
    runs({
      subject: { apiVersion: "v1", kind: "Pod", namespace: "default", name: "a" },
      responses: [
        {
          name: "p",
          hasRules,
          rules: names.map((rule) => ({ rule, outcome: "pass", message: "" })),
        },
      ],
    });
  const rulesOf = (rule: string, hasRules = true): readonly string[] =>
    matchResults([expected({ rule })], answer(hasRules)).map((row) => row.rule);
  expect(rulesOf("r")).toEqual(["r", "autogen-r", "autogen-cronjob-r"]);
  expect(rulesOf("autogen-s")).toEqual(["autogen-s"]);
  expect(rulesOf("")).toEqual(names);
  expect(rulesOf("r", false)).toEqual(names);
  expect(matchResults([expected({ rule: "x", result: "fail" })], answer(true))).toMatchObject([
    { rule: "x", result: "Pass", reason: "Excluded" },
  ]);
});

test("a policy is found by its name, its namespace is only shown", () => {
  const given = runs(pod("a", { p: ["pass"] }));
  expect(matchResults([expected({ policy: "team/p" })], given)).toMatchObject([
    { policy: "team/p", reason: "Ok" },
  ]);
});

test("an expectation that names an operation looks at that operation's run", () => {
  const given: TestRuns = {
    standard: [pod("a", { p: ["pass"] })],
    byOperation: new Map([["DELETE", [pod("a", { p: ["fail"] })]]]),
    invalid: new Map(),
  };
  const both = [expected({}), expected({ operation: "DELETE", result: "fail" })];
  expect(matchResults(both, given).map(({ message }) => message)).toEqual([
    "says pass",
    "says fail",
  ]);
});
