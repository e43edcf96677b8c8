import { expect, test } from "vitest";
import type { Resource } from "../manifest/resource.ts";
import type { ValidatingPolicy } from "../policy/validating-policy.ts";
import { compilePolicy } from "./compile-policy.ts";
import { offlineHost } from "./offline-host.ts";
import { exceptionKey, type CelException } from "../policy/policy-exception.ts";
import { requestFor } from "./request-for.ts";

const POLICY: ValidatingPolicy = {
  apiVersion: "policies.kyverno.io/v1",
  kind: "ValidatingPolicy",
  name: "p",
  labels: {},
  annotations: {},
  place: { file: "policy.yaml" },
  spec: {
    matchConstraints: {},
    validations: [
      {
        expression: "object.data.a in exceptions.allowedValues",
        messageExpression: "'images ' + exceptions.allowedImages.join(' ')",
      },
    ],
  },
};
const CONFIG_MAP: Resource = {
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "c1", namespace: "default" },
  data: { a: "1" },
};
const HOST = offlineHost([]);

function exception(changes: Partial<CelException> = {}): CelException {
  return {
    name: "e",
    namespace: "default",
    policyRefs: [{ name: "p", kind: "ValidatingPolicy" }],
    matchConditions: [],
    images: [],
    allowedValues: [],
    reportsPass: false,
    priority: 0,
    ...changes,
  };
}

function rulesWith(
  exceptions: readonly CelException[],
  failurePolicy: "Fail" | "Ignore" = "Fail",
): unknown {
  const policy = { ...POLICY, spec: { ...POLICY.spec, failurePolicy } };
  const compilation = compilePolicy(policy, exceptions);
  if (!compilation.ok) return compilation.invalid.text;
  return compilation.policy.evaluate(requestFor(CONFIG_MAP), HOST)?.rules;
}

function withCondition(expression: string): Partial<CelException> {
  return { matchConditions: [{ name: "m", expression }] };
}

test("an exception exempts the request", () => {
  expect(rulesWith([exception()])).toEqual([
    {
      rule: "exception",
      outcome: "skip",
      message: "rule is skipped due to policy exception: default/e",
      properties: { exceptions: "e", process: "background scan" },
    },
  ]);
});

test.for<[string, Partial<CelException>]>([
  ["names another policy", { policyRefs: [{ name: "q", kind: "ValidatingPolicy" }] }],
  ["names another kind", { policyRefs: [{ name: "p", kind: "ClusterPolicy" }] }],
  ["has a condition that does not hold", withCondition("object.metadata.name == 'c2'")],
])("an exception that %s changes nothing", ([, changes]) => {
  expect(rulesWith([exception(changes)])).toMatchObject([{ outcome: "fail", message: "images " }]);
});

test("images and values are what the policy's expressions may allow", () => {
  expect(rulesWith([exception({ images: ["x", "y"] })])).toMatchObject([{ message: "images x y" }]);
  expect(rulesWith([exception({ allowedValues: ["1"] })])).toMatchObject([{ outcome: "pass" }]);
});

test("all exceptions are named, and the one with the highest priority decides what is reported", () => {
  const low = exception({ name: "low", priority: 1 });
  const high = exception({ name: "high", priority: 5, reportsPass: true });
  expect(rulesWith([low, high])).toMatchObject([
    {
      outcome: "pass",
      message: "rule is passed due to policy exception: default/low, default/high",
    },
  ]);
  expect(rulesWith([{ ...high, priority: 0 }, low])).toMatchObject([{ outcome: "skip" }]);
});

test("a condition that can't be evaluated is an error unless failures are ignored or another exception exempts", () => {
  const broken = exception(withCondition("object.zz.yy == 1"));
  expect(rulesWith([broken])).toMatchObject([
    { rule: "evaluation", message: "failed to load context: no such key: zz" },
  ]);
  expect(rulesWith([broken], "Ignore")).toMatchObject([{ outcome: "fail" }]);
  expect(rulesWith([exception(), broken])).toMatchObject([{ rule: "exception" }]);
});

test("an exception's conditions do not see what exceptions allow", () => {
  expect(
    rulesWith([exception(withCondition("exceptions.allowedImages.size() == 0"))]),
  ).toMatchObject([{ message: "failed to load context: no such attribute(s): exceptions" }]);
});

test("an exception that does not compile makes the policy invalid", () => {
  expect(rulesWith([exception(withCondition("foo"))])).toMatch(
    /spec\.matchConditions\[0\]\.expression: Invalid value: "foo": ERROR/,
  );
});

test("an exception is named with its namespace when it has one", () => {
  const { namespace: _, ...bare } = exception();
  expect([exceptionKey(exception()), exceptionKey(bare)]).toEqual(["default/e", "e"]);
});
