import { expect, test } from "vitest";
import type { ClassicRule } from "../../../policy/cluster-policy.ts";
import { expandRules } from "./expand-rules.ts";

const FOR_PODS = { match: { any: [{ resources: { kinds: ["Pod"] } }] } };
const PATTERN: ClassicRule = {
  name: "r",
  ...FOR_PODS,
  validate: { message: "m", pattern: { spec: { hostNetwork: "false" } } },
};

function expand(rules: readonly ClassicRule[], controllers?: string) {
  const annotations: Record<string, string> =
    controllers === undefined ? {} : { "pod-policies.kyverno.io/autogen-controllers": controllers };
  return expandRules({ annotations, spec: { rules } });
}

/** Names of the rules asked about a kind. */
function namesFor(kind: string, rules: readonly ClassicRule[], controllers?: string) {
  return expand(rules, controllers)
    .filter(({ appliesTo }) => appliesTo(kind))
    .map(({ rule }) => rule.name);
}

function generated(rule: Partial<ClassicRule>, name: "autogen-r" | "autogen-cronjob-r") {
  return expand([{ ...PATTERN, ...rule }]).find((expanded) => expanded.rule.name === name)?.rule;
}

test.for([
  ["Pod", undefined, ["r"]],
  ["Deployment", undefined, ["r", "autogen-r"]],
  ["ReplicationController", undefined, ["r", "autogen-r"]],
  ["CronJob", undefined, ["r", "autogen-cronjob-r"]],
  ["Service", undefined, ["r"]],
  ["Deployment", "none", ["r"]],
  ["Deployment", "none,Deployment", ["r", "autogen-r"]],
  ["Deployment", "StatefulSet,Job", ["r"]],
  ["CronJob", "Deployment, CronJob", ["r"]],
  ["CronJob", "Deployment,CronJob", ["r", "autogen-cronjob-r"]],
  ["Pod", "Pod,Deployment", ["r", "autogen-r"]],
  ["Rollout", "Rollout", ["r", "autogen-r"]],
] as const)("%s with the annotation %j is asked %j", ([kind, controllers, wanted]) => {
  expect(namesFor(kind, [PATTERN], controllers)).toEqual(wanted);
});

const NOT_POSSIBLE: readonly (readonly [string, Partial<ClassicRule>])[] = [
  ["names", { match: { any: [{ resources: { kinds: ["Pod"], names: ["a"] } }] } }],
  ["a name", { match: { resources: { kinds: ["Pod"], name: "a" } } }],
  ["labels", { exclude: { any: [{ resources: { selector: {} } }] } }],
  ["annotations", { match: { all: [{ resources: { kinds: ["Pod"], annotations: {} } }] } }],
  ["Pods among others", { match: { any: [{ resources: { kinds: ["Pod", "Service"] } }] } }],
  ["only v1/Pod", { match: { any: [{ resources: { kinds: ["v1/Pod"] } }] } }],
  ["a JSON patch", { mutate: { foreach: [{ patchesJson6902: "- op: remove" }] } }],
  ["generate", { generate: {} }],
  ["another exclude", { exclude: { any: [{ resources: { kinds: ["Service"] } }] } }],
  ["manifests", { validate: { manifests: {} } }],
];

test.for(NOT_POSSIBLE)("nothing is generated from a rule with %s", ([, rule]) => {
  expect(namesFor("Deployment", [{ ...PATTERN, ...rule }])).toEqual(["r"]);
});

test("one rule that rules autogen out does so for all", () => {
  const named = { match: { any: [{ resources: { kinds: ["Pod"], names: ["a"] } }] } };
  expect(namesFor("Job", [PATTERN, { ...PATTERN, ...named, name: "s" }])).toEqual(["r", "s"]);
});

test("rules that bear a generated name give way to freshly generated ones", () => {
  const rules = [PATTERN, { ...PATTERN, name: "autogen-r" }];
  expect(namesFor("Deployment", rules)).toEqual(["r", "autogen-r"]);
  expect(expand(rules).filter(({ rule }) => rule.name === "autogen-r")).toHaveLength(2);
  expect(namesFor("Pod", rules)).toEqual(["r", "autogen-r"]);
});

test("generated names are cut to 63 characters", () => {
  const names = expand([{ ...PATTERN, name: "n".repeat(60) }]).map(({ rule }) => rule.name);
  expect(names).toEqual([
    "n".repeat(60),
    `autogen-${"n".repeat(55)}`,
    `autogen-cronjob-${"n".repeat(47)}`,
  ]);
});

test("a generated rule is validated by the pattern in its pod template", () => {
  expect(generated({}, "autogen-r")?.validate?.pattern).toEqual({
    spec: { template: { spec: { hostNetwork: "false" } } },
  });
  expect(generated({}, "autogen-cronjob-r")?.validate?.pattern).toEqual({
    spec: { jobTemplate: { spec: { template: { spec: { hostNetwork: "false" } } } } },
  });
});

test("each of several patterns is moved", () => {
  const rule = generated({ validate: { anyPattern: [{ spec: { a: 1 } }, {}] } }, "autogen-r");
  expect(rule?.validate).toEqual({
    anyPattern: [{ spec: { template: { spec: { a: 1 } } } }, { spec: { template: {} } }],
  });
});

test("kinds are replaced by controllers where Pods were meant; for CronJobs everywhere", () => {
  const blocks: Partial<ClassicRule> = {
    match: {
      any: [
        { resources: { kinds: ["v1/Pod"], namespaces: ["a"] } },
        { resources: { kinds: ["Deployment"] } },
      ],
    },
    exclude: { resources: { kinds: ["Pod"], operations: ["DELETE"] } },
  };
  const controllers = [
    "apps/v1/DaemonSet",
    "apps/v1/Deployment",
    "batch/v1/Job",
    "apps/v1/ReplicaSet",
    "v1/ReplicationController",
    "apps/v1/StatefulSet",
  ];
  expect(generated(blocks, "autogen-r")).toMatchObject({
    match: {
      any: [
        { resources: { kinds: controllers, namespaces: ["a"] } },
        { resources: { kinds: ["Deployment"] } },
      ],
    },
    exclude: { resources: { kinds: controllers, operations: ["DELETE"] } },
  });
  const cronJobs = ["batch/v1/CronJob"];
  expect(generated(blocks, "autogen-cronjob-r")).toMatchObject({
    match: {
      any: [
        { resources: { kinds: cronJobs, namespaces: ["a"] } },
        { resources: { kinds: cronJobs } },
      ],
    },
    exclude: { resources: { kinds: cronJobs } },
  });
});

test("paths into the Pod lead into the template in every text of the rule", () => {
  const rule = generated(
    {
      context: [{ name: "c", variable: { jmesPath: "request.object.spec.containers" } }],
      preconditions: { all: [{ key: "{{ request.oldObject.metadata.name }}" }] },
      validate: {
        message:
          "{{ request.object.metadata.namespace }} {{ request.object.kind }} {{ element.spec }}",
        deny: { conditions: [{ key: "{{ request.object.spec.a }} {{ request.object.status }}" }] },
      },
    },
    "autogen-r",
  );
  expect(rule).toMatchObject({
    context: [{ variable: { jmesPath: "request.object.spec.template.spec.containers" } }],
    preconditions: { all: [{ key: "{{ request.oldObject.spec.template.metadata.name }}" }] },
    validate: {
      message:
        "{{ request.object.spec.template.metadata.namespace }} {{ request.object.kind }} {{ element.spec }}",
      deny: {
        conditions: [
          { key: "{{ request.object.spec.template.spec.a }} {{ request.object.status }}" },
        ],
      },
    },
  });
});

test("CEL paths have no request in front", () => {
  const expression = "object.spec.x && oldObject.metadata.name == object.metadata.namespace";
  const rule = generated(
    { validate: { cel: { expressions: [{ expression }] } } },
    "autogen-cronjob-r",
  );
  const template = "spec.jobTemplate.spec.template";
  expect(rule?.validate?.cel).toEqual({
    expressions: [
      {
        expression: `object.${template}.spec.x && oldObject.${template}.metadata.name == object.${template}.metadata.namespace`,
      },
    ],
  });
});

test("what a rule says beside its body is carried over, imageExtractors are not", () => {
  const rule = generated(
    {
      skipBackgroundRequests: false,
      reportProperties: { a: "b" },
      imageExtractors: { Pod: [] },
      validate: {
        failureAction: "Enforce",
        allowExistingViolations: false,
        podSecurity: { level: "baseline" },
      },
    },
    "autogen-r",
  );
  expect(rule).toMatchObject({
    skipBackgroundRequests: false,
    reportProperties: { a: "b" },
    validate: {
      failureAction: "Enforce",
      allowExistingViolations: false,
      podSecurity: { level: "baseline" },
    },
  });
  expect(rule).not.toHaveProperty("imageExtractors");
});

test("the policy's own rules are not changed", () => {
  const frozen = JSON.stringify(PATTERN);
  const [written] = expand([PATTERN]);
  expect(written?.rule).toBe(PATTERN);
  expect(JSON.stringify(PATTERN)).toBe(frozen);
});
