import { expect, test } from "vitest";
import type { MatchBlock } from "../../policy/cluster-policy.ts";
import type { ClassicException } from "../../policy/policy-exception.ts";
import type { PolicyIdentity } from "../../policy/policy-identity.ts";
import { compileClassicExceptions, type ExceptionIndex } from "./classic-exceptions.ts";

interface Scope {
  readonly kind: string;
  readonly color: string;
}

const POLICY: PolicyIdentity = {
  apiVersion: "kyverno.io/v1",
  name: "p",
  labels: {},
  annotations: {},
  place: { file: "policy.yaml" },
};

function exception(changes: Partial<ClassicException> = {}): ClassicException {
  return {
    name: "e",
    namespace: "ns",
    exceptions: [{ policyName: "p", ruleNames: ["r"] }],
    match: { any: [{ resources: { kinds: ["Pod"] } }] },
    podSecurity: [],
    background: true,
    ...changes,
  };
}

const seen: MatchBlock[] = [];

function index(
  exceptions: readonly ClassicException[],
  policy: PolicyIdentity = POLICY,
): ExceptionIndex<Scope> {
  return compileClassicExceptions<Scope>(policy, exceptions, {
    match: (match) => {
      seen.push(match);
      return ({ kind }) =>
        match.any?.some(({ resources }) => resources?.kinds?.includes(kind)) === true;
    },
    conditions:
      (conditions) =>
      ({ color }) =>
        JSON.stringify(conditions).includes(color),
  });
}

const POD: Scope = { kind: "Pod", color: "red" };

test.for([
  ["the rule's name", "p", ["r"], "r", true],
  ["a wildcard", "p", ["*"], "autogen-r", true],
  ["the name without autogen-", "p", ["r"], "autogen-r", false],
  ["another policy", "q", ["r"], "r", false],
  ["a wildcard for the policy", "*", ["r"], "r", false],
  ["a namespace that the policy has not", "ns/p", ["r"], "r", false],
] as const)("%s decides whose exception it is", ([, policyName, ruleNames, rule, isIts]) => {
  const found = index([exception({ exceptions: [{ policyName, ruleNames }] })]).forRule(rule);
  expect(found.map(({ key }) => key)).toEqual(isIts ? ["ns/e"] : []);
});

test("a Policy is named with its namespace", () => {
  const policy = { ...POLICY, namespace: "ns" };
  const both = ["ns/p", "p"].map((policyName) =>
    exception({ name: policyName, exceptions: [{ policyName, ruleNames: ["r"] }] }),
  );
  expect(
    index(both, policy)
      .forRule("r")
      .map(({ key }) => key),
  ).toEqual(["ns/ns/p"]);
});

test("it applies where it matches and its conditions hold; empty lists of conditions say nothing", () => {
  const applies = (changes: Partial<ClassicException>, scope = POD): boolean | undefined =>
    index([exception(changes)])
      .forRule("r")[0]
      ?.applies(scope);
  expect(applies({})).toBe(true);
  expect(applies({}, { ...POD, kind: "Service" })).toBe(false);
  expect(applies({ conditions: { any: ["red"] } })).toBe(true);
  expect(applies({ conditions: { any: ["blue"] } })).toBe(false);
  for (const conditions of [{}, { any: [] }, { any: [], all: [] }])
    expect(applies({ conditions })).toBe(true);
});

test("an exception's operations are not looked at", () => {
  seen.length = 0;
  index([
    exception({ match: { any: [{ resources: { kinds: ["Pod"], operations: ["UPDATE"] } }] } }),
  ]);
  expect(seen).toEqual([{ any: [{ resources: { kinds: ["Pod"] } }] }]);
});
