import { expect, test } from "vitest";
import type { ValidatingPolicySpec } from "../../policy/validating-policy.ts";
import { podControllerVariants } from "./pod-controllers.ts";

const PODS = {
  apiGroups: [""],
  apiVersions: ["v1"],
  operations: ["CREATE", "UPDATE"],
  resources: ["pods"],
};

function specFor(
  expression: string,
  changes: Partial<ValidatingPolicySpec> = {},
): ValidatingPolicySpec {
  return { matchConstraints: { resourceRules: [PODS] }, validations: [{ expression }], ...changes };
}

function rewritten(expression: string): readonly (string | undefined)[] {
  return podControllerVariants(specFor(expression)).map(
    ({ spec }) => spec.validations?.[0]?.expression,
  );
}

test("a policy for Pods gets a variant for CronJobs and one for the other pod controllers", () => {
  const variants = podControllerVariants(specFor("true"));
  expect(variants.map(({ spec }) => spec.matchConstraints)).toEqual([
    {
      resourceRules: [
        {
          apiGroups: ["batch"],
          apiVersions: ["v1"],
          operations: ["CREATE", "UPDATE"],
          resources: ["cronjobs"],
        },
      ],
    },
    {
      resourceRules: [
        {
          apiGroups: ["apps"],
          apiVersions: ["v1"],
          operations: ["CREATE", "UPDATE"],
          resources: ["daemonsets", "deployments", "replicasets", "statefulsets"],
        },
        {
          apiGroups: ["batch"],
          apiVersions: ["v1"],
          operations: ["CREATE", "UPDATE"],
          resources: ["jobs"],
        },
      ],
    },
  ]);
});

test.for([
  ["object.spec.containers", "object.spec.template.spec.containers"],
  ["oldObject.metadata.labels", "oldObject.spec.template.metadata.labels"],
  ["object.metadata.namespace == 'a'", "object.metadata.namespace == 'a'"],
  ["object.metadata.namespaces", "object.spec.template.metadata.namespaces"],
  ["object.?spec", "object.?spec"],
  ["object['spec']", "object['spec']"],
  ["(object).spec", "(object).spec"],
  ["object\n.spec", "object\n.spec"],
  ["object.spec .x", "object.spec.template.spec .x"],
  ["request.object.spec", "request.object.spec.template.spec"],
])("%s becomes %s for a Deployment", ([written, expected]) => {
  expect(rewritten(written ?? "")[1]).toBe(expected);
});

test("a CronJob's pod template is one level deeper", () => {
  expect(rewritten("object.metadata.name")[0]).toBe(
    "object.spec.jobTemplate.spec.template.metadata.name",
  );
});

test("messages are rewritten too", () => {
  const spec = specFor("true", {
    validations: [{ expression: "true", message: "set object.spec.x" }],
  });
  expect(podControllerVariants(spec)[1]?.spec.validations?.[0]?.message).toBe(
    "set object.spec.template.spec.x",
  );
});

test.for<[readonly string[], readonly string[]]>([
  [[], []],
  [["deployments"], ["deployments"]],
  [
    ["cronjobs", "jobs"],
    ["cronjobs", "jobs"],
  ],
  [["Deployment"], []],
  [["all"], []],
  [["replicationcontrollers"], []],
])("the controllers %o give variants for %o", ([controllers, expected]) => {
  const spec = specFor("true", { autogen: { podControllers: { controllers } } });
  const resources = podControllerVariants(spec).flatMap(({ spec: variant }) =>
    (variant.matchConstraints?.resourceRules ?? []).flatMap((rule) => rule.resources),
  );
  expect(resources).toEqual(expected);
});

test("a custom controller keeps the spec for Pods, to be evaluated on its pod templates", () => {
  const controllers = ["jobsets.v1alpha2.jobset.x-k8s.io", "deployments", "rollouts.argoproj"];
  const spec = specFor("object.spec.a", { autogen: { podControllers: { controllers } } });
  const custom = podControllerVariants(spec).filter(({ onPodTemplates }) => onPodTemplates);
  expect(custom.map((variant) => variant.spec.validations)).toEqual([spec.validations]);
  expect(custom[0]?.spec.matchConstraints?.resourceRules).toEqual([
    {
      apiGroups: ["jobset.x-k8s.io"],
      apiVersions: ["v1alpha2"],
      operations: ["CREATE", "UPDATE"],
      resources: ["jobsets"],
    },
  ]);
});

test.for<[string, ValidatingPolicySpec["matchConstraints"]]>([
  ["no constraints", undefined],
  ["another resource", { resourceRules: [{ ...PODS, resources: ["deployments"] }] }],
  ["a second resource", { resourceRules: [{ ...PODS, resources: ["pods", "services"] }] }],
  ["a second rule", { resourceRules: [PODS, PODS] }],
  ["any group", { resourceRules: [{ ...PODS, apiGroups: ["*"] }] }],
  ["any version", { resourceRules: [{ ...PODS, apiVersions: ["*"] }] }],
  ["names", { resourceRules: [{ ...PODS, resourceNames: ["a"] }] }],
  ["exclusions", { resourceRules: [PODS], excludeResourceRules: [PODS] }],
  ["an object selector", { resourceRules: [PODS], objectSelector: { matchLabels: { a: "b" } } }],
])("a policy with %s gets none", ([, matchConstraints]) => {
  const { matchConstraints: _, ...spec } = specFor("true");
  expect(
    podControllerVariants(matchConstraints === undefined ? spec : { ...spec, matchConstraints }),
  ).toEqual([]);
});

test("the namespace selector is kept and an empty object selector does not count", () => {
  const namespaceSelector = { matchLabels: { env: "prod" } };
  const matchConstraints = { resourceRules: [PODS], objectSelector: {}, namespaceSelector };
  const variants = podControllerVariants(specFor("true", { matchConstraints }));
  expect(variants[0]?.spec.matchConstraints?.namespaceSelector).toEqual(namespaceSelector);
  expect(variants[0]?.spec.matchConstraints).not.toHaveProperty("objectSelector");
});

test("the spec itself is not changed", () => {
  const spec = specFor("object.spec.a");
  const before = structuredClone(spec);
  podControllerVariants(spec);
  expect(spec).toEqual(before);
});
