import { beforeEach, expect, test, vi } from "vitest";
import * as cel from "../cel/compile-expression.ts";
import type { Resource } from "../manifest/resource.ts";
import type { ValidatingPolicy, ValidatingPolicySpec } from "../policy/validating-policy.ts";
import { compilePolicy } from "./compile-policy.ts";
import type { CompiledPolicy, PolicyResponse } from "./evaluation.ts";
import { offlineHost } from "./offline-host.ts";
import { requestFor, type RequestOptions } from "./request-for.ts";

vi.mock(import("../cel/compile-expression.ts"), { spy: true });
const compileExpression = vi.mocked(cel.compileExpression);
beforeEach(() => {
  compileExpression.mockClear();
});

const HOST = offlineHost([], { now: () => 0n, random: () => 0 });
const CONFIG_MAPS = {
  resourceRules: [
    { apiGroups: [""], apiVersions: ["v1"], operations: ["*"], resources: ["configmaps"] },
  ],
};
const PODS = {
  resourceRules: [{ apiGroups: [""], apiVersions: ["v1"], operations: ["*"], resources: ["pods"] }],
};
const CONFIG_MAP: Resource = {
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "c1", namespace: "default" },
  data: { a: "1" },
  spec: { n: 3 },
};

function policyWith(
  spec: ValidatingPolicySpec,
  annotations: Readonly<Record<string, string>> = {},
): ValidatingPolicy {
  return {
    apiVersion: "policies.kyverno.io/v1",
    kind: "ValidatingPolicy",
    name: "p",
    labels: {},
    annotations,
    place: { file: "policy.yaml" },
    spec: { matchConstraints: CONFIG_MAPS, ...spec },
  };
}

function compile(
  spec: ValidatingPolicySpec,
  annotations: Readonly<Record<string, string>> = {},
): CompiledPolicy {
  const compilation = compilePolicy(policyWith(spec, annotations));
  if (!compilation.ok) throw new Error(compilation.invalid.text);
  return compilation.policy;
}

function evaluate(
  spec: ValidatingPolicySpec,
  options: RequestOptions = {},
  resource = CONFIG_MAP,
): PolicyResponse | undefined {
  return compile(spec).evaluate(requestFor(resource, options), HOST);
}

function saying(messageExpression: string): ValidatingPolicySpec {
  return { validations: [{ expression: "false", messageExpression }] };
}

function said(expression: string, options: RequestOptions = {}): string | undefined {
  return evaluate(saying(expression), options)?.rules[0]?.message;
}

test("a request that holds passes, with the process that reports show", () => {
  expect(evaluate({ validations: [{ expression: "object.data.a == '1'" }] })?.rules).toEqual([
    { rule: "", outcome: "pass", message: "success", properties: { process: "background scan" } },
  ]);
});

test("a failure has the message and the index of the validation", () => {
  const validations = [
    { expression: "true" },
    { expression: "object.data.a == '2'", message: "m" },
  ];
  expect(evaluate({ validations })?.rules).toEqual([
    {
      rule: "",
      outcome: "fail",
      message: "m",
      properties: { "cel.validationIndex": "1", process: "background scan" },
    },
  ]);
});

test("an error is reported as such", () => {
  expect(evaluate({ validations: [{ expression: "object.zz.yy == 1" }] })?.rules).toMatchObject([
    { rule: "", outcome: "error", message: "error: no such key: zz" },
  ]);
});

test("a matchCondition that can't be evaluated is an error of the rule `evaluation`", () => {
  const matchConditions = [{ name: "m", expression: "object.zz.yy == 1" }];
  expect(evaluate({ matchConditions })?.rules).toEqual([
    {
      rule: "evaluation",
      outcome: "error",
      message: "failed to load context: no such key: zz",
      properties: { process: "background scan" },
    },
  ]);
});

test("a broken selector is an error of the rule `match`", () => {
  const matchConstraints = { ...CONFIG_MAPS, objectSelector: { matchLabels: { app: "*" } } };
  expect(evaluate({ matchConstraints })?.rules).toMatchObject([
    {
      rule: "match",
      outcome: "error",
      message: expect.stringMatching(/^failed to execute matching: Internal/) as unknown,
    },
  ]);
});

test.for<[ValidatingPolicySpec["evaluation"], string]>([
  [{ background: { enabled: false } }, "admission review"],
  [{ admission: { enabled: false } }, "background scan"],
  [{ admission: { enabled: false }, background: { enabled: false } }, ""],
  [{}, "background scan"],
])("%o runs as %o", ([evaluation = {}, process]) => {
  expect(evaluate({ evaluation })?.rules[0]?.properties).toEqual({ process });
});

test("annotations say severity, category and whether failures count", () => {
  const policy = compile(
    { validations: [{ expression: "false" }] },
    {
      "policies.kyverno.io/severity": "high",
      "policies.kyverno.io/category": "C",
      "policies.kyverno.io/scored": "false",
    },
  );
  expect(policy).toMatchObject({ severity: "high", category: "C", scored: false });
  expect(policy.evaluate(requestFor(CONFIG_MAP), HOST)?.rules).toMatchObject([{ outcome: "warn" }]);
});

test.for<[string, RequestOptions, string]>([
  ["string(object == null)", {}, "false"],
  ["string(oldObject == null)", {}, "false"],
  ["string(request.oldObject == null)", {}, "true"],
  ["string(object == null)", { operation: "DELETE" }, "false"],
  ["string(request.object == null)", { operation: "DELETE" }, "true"],
  ["oldObject.metadata.name", { operation: "DELETE" }, "failed"],
  ["'x' + oldObject.metadata.name", { operation: "DELETE" }, "xc1"],
  ["string(object == oldObject)", { operation: "UPDATE" }, "true"],
  ["string(has(request.userInfo.username))", {}, "false"],
  ["request.userInfo.username", { userInfo: { username: "u" } }, "u"],
  ["string(namespaceObject == null)", {}, "true"],
  ["string(exceptions.allowedImages.size())", {}, "0"],
])("%s with %o is %s", ([expression, options, expected]) => {
  const compilation = compilePolicy(policyWith(saying(expression)));
  expect(compilation.ok ? said(expression, options) : "failed").toBe(expected);
});

test("variables see those before them, are evaluated only when read, and once", () => {
  const variables = [
    { name: "broken", expression: "object.zz.yy" },
    { name: "one", expression: "1" },
    { name: "two", expression: "variables.one + 1" },
  ];
  expect(
    evaluate({ variables, validations: [{ expression: "variables.two == 2" }] })?.rules,
  ).toMatchObject([{ outcome: "pass" }]);
});

function invalidText(spec: ValidatingPolicySpec): string {
  const compilation = compilePolicy(policyWith(spec));
  return compilation.ok ? "" : compilation.invalid.text;
}

const PREAMBLE =
  "failed to compile policy p ([<nil>: Internal error: validating policy compiler 1.0 error: failed to compile policy";
const FOO = `Invalid value: "foo": ERROR: <input>:1:1: undeclared reference to 'foo' (in container '')\n | foo\n | ^`;

test.for<[string, ValidatingPolicySpec, string]>([
  [
    "a validation",
    { validations: [{ expression: "foo" }] },
    `, spec.validations[0].expression: ${FOO}])`,
  ],
  [
    "a message",
    { validations: [{ expression: "true", messageExpression: "1" }] },
    `, spec.validations[0].messageExpression: Invalid value: "1": output is expected to be of type string])`,
  ],
  [
    "an annotation",
    { auditAnnotations: [{ key: "k", valueExpression: "object.a" }] },
    `, spec.auditAnnotations[0].valueExpression: Invalid value: "object.a": output is expected to be either of type string or null_type])`,
  ],
  [
    "a condition that reads variables",
    {
      variables: [{ name: "a", expression: "true" }],
      matchConditions: [{ name: "m", expression: "variables.a" }],
    },
    `, spec.matchConditions[0].expression: Invalid value: "variables.a": ERROR: <input>:1:10: undefined field 'a'\n | variables.a\n | .........^])`,
  ],
  [
    "two conditions",
    {
      matchConditions: [
        { name: "m", expression: "'a'" },
        { name: "n", expression: "foo" },
      ],
    },
    `, spec.matchConditions[0].expression: Invalid value: "'a'": output is expected to be of type bool, spec.matchConditions[1].expression: ${FOO}])`,
  ],
  [
    "two validations, of which Kyverno names the first",
    { validations: [{ expression: "foo" }, { expression: "bar" }] },
    `, spec.validations[0].expression: ${FOO}])`,
  ],
])("a policy is invalid for %s", ([, spec, expected]) => {
  expect(invalidText(spec)).toBe(PREAMBLE + expected);
});

test.for(["Envoy", "HTTP"])(
  "the evaluation mode %s is refused rather than answered wrongly",
  (mode) => {
    expect(invalidText({ evaluation: { mode } })).toBe(
      `evaluation mode ${mode} is not supported yet`,
    );
  },
);

test("in JSON mode everything matches and only the object is there", () => {
  const spec = { evaluation: { mode: "JSON" }, matchConstraints: PODS };
  const validations = [{ expression: "request == null && object.spec.n == 3" }];
  const rules = evaluate({ ...spec, validations })?.rules ?? [];
  expect(rules.map(({ outcome }) => outcome)).toContain("pass");
});

const DEPLOYMENT: Resource = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "d", namespace: "default" },
  spec: { template: { spec: { hostNetwork: true } } },
};

test("a policy for Pods looks into the templates of their controllers", () => {
  const validations = [{ expression: "!object.spec.hostNetwork" }];
  const spec = { matchConstraints: PODS, validations };
  expect(evaluate(spec, {}, DEPLOYMENT)?.rules).toMatchObject([{ outcome: "fail" }]);
  expect(compile(spec).targets.flatMap(({ resources }) => resources)).toEqual([
    "pods",
    "cronjobs",
    "daemonsets",
    "deployments",
    "replicasets",
    "statefulsets",
    "jobs",
  ]);
});

test("a policy for Pods looks into custom controllers that it names", () => {
  const controllers = ["rollouts.v1alpha1.argoproj.io"];
  const template = { metadata: {}, spec: { containers: [{ name: "a", image: "nginx" }] } };
  const rollout = {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Rollout",
    metadata: { name: "r", namespace: "default" },
    spec: { template },
  };
  const validations = [
    { expression: "object.spec.containers.all(c, c.image != 'nginx')", message: "M" },
  ];
  const spec = {
    matchConstraints: PODS,
    validations,
    autogen: { podControllers: { controllers } },
  };
  expect(evaluate(spec, {}, rollout)?.rules).toMatchObject([
    { outcome: "fail", message: "M (pod template at spec.template)" },
  ]);
});

test("there is no answer for a request that a simple policy does not match, but an empty one from others", () => {
  expect(evaluate({}, {}, DEPLOYMENT)).toBeUndefined();
  const narrowed = { ...CONFIG_MAPS, objectSelector: { matchLabels: { a: "b" } } };
  expect(evaluate({ matchConstraints: narrowed }, {}, DEPLOYMENT)?.rules).toEqual([]);
  // The variant for Deployments and Jobs has two rules, so it counts as no simple one.
  expect(evaluate({ matchConstraints: PODS })?.rules).toEqual([]);
});

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null)
    Object.values(Object.freeze(value)).forEach(deepFreeze);
  return value;
}

test("nothing is compiled while evaluating, and no input is changed", () => {
  const policy = compile({
    variables: [{ name: "names", expression: "object.spec.list.sort()" }],
    matchConditions: [{ name: "m", expression: "object.data.a.matches('^[0-9]+$')" }],
    validations: [
      {
        expression: "variables.names[0] == 1 && request.name == 'c1'",
        messageExpression: "'x' + object.data.a",
      },
    ],
    auditAnnotations: [{ key: "k", valueExpression: "string(variables.names.size())" }],
  });
  expect(compileExpression).toHaveBeenCalledTimes(5);
  const object = { ...CONFIG_MAP, spec: { list: [3, 1, 2] } };
  const request = deepFreeze(requestFor(object, { operation: "UPDATE" }));
  expect(policy.evaluate(request, HOST)?.rules).toMatchObject([
    { outcome: "pass", properties: { k: "3" } },
  ]);
  expect(compileExpression).toHaveBeenCalledTimes(5);
});

test("what a policy's variants have in common is compiled once", () => {
  const variables = [{ name: "spec", expression: "object.spec" }];
  const validations = [{ expression: "variables.spec.hostNetwork == true" }];
  compile({ matchConstraints: PODS, variables, validations });
  const sources = compileExpression.mock.calls.map(([source]) => source);
  expect(sources).toEqual([
    "object.spec",
    "variables.spec.hostNetwork == true",
    "object.spec.jobTemplate.spec.template.spec",
    "object.spec.template.spec",
  ]);
});

test("an object nested deeper than the stack gives an error result", () => {
  let nested: unknown[] = [];
  for (let depth = 0; depth < 50_000; depth++) nested = [nested];
  const spec = { validations: [{ expression: "request.object.spec == object.spec" }] };
  const rules = evaluate(spec, {}, { ...CONFIG_MAP, spec: nested })?.rules;
  expect(rules).toMatchObject([{ outcome: "error" }]);
});
