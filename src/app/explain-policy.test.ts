import { expect, test } from "vitest";
import { fakeServices } from "../../test/fake-services.ts";
import { explainPolicy, type StepRow } from "./explain-policy.ts";

interface PolicyParts {
  readonly constraints?: string;
  readonly spec?: string;
}

function policyWith({ constraints = "", spec = "" }: PolicyParts): string {
  return `
apiVersion: policies.kyverno.io/v1
kind: ValidatingPolicy
metadata:
  name: example
  annotations: { policies.kyverno.io/description: Says what it wants. }
spec:
  ${spec}
  matchConstraints:
    ${constraints}
    resourceRules:
      - { apiGroups: [""], apiVersions: [v1], resources: [pods], operations: [CREATE, UPDATE] }
  matchConditions:
    - { name: not-system, expression: "object.metadata.namespace != 'kube-system'" }
  variables:
    - { name: images, expression: "object.spec.containers.map(c, c.image)" }
  validations:
    - { expression: "variables.images.all(i, !i.endsWith(':latest'))", message: use a fixed tag }
`;
}

const pod = (image: string, namespace = "shop") =>
  `{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: ${namespace}, labels: {app: web}}, spec: {containers: [{name: a, image: "${image}"}]}}`;

function explain(policy: string, manifest?: string, operation: "CREATE" | "DELETE" = "CREATE") {
  return explainPolicy({ policy, manifest, operation, budget: 10_000 }, fakeServices());
}

function line({ step, expression, value }: StepRow): string {
  return `${step} | ${expression} | ${value}`;
}

test("without a manifest it says what the policy matches, checks and says", async () => {
  expect(await explain(policyWith({}))).toMatchObject({
    policy: "example",
    origin: "given as text",
    description: "Says what it wants.",
    matches: "pods on CREATE, UPDATE",
    also_checks:
      "the pod templates of cronjobs, daemonsets, deployments, jobs, replicasets, statefulsets",
    actions: "Audit",
    match_conditions: [{ name: "not-system" }],
    variables: [{ name: "images" }],
    validations: [
      { must_hold: "variables.images.all(i, !i.endsWith(':latest'))", message: "use a fixed tag" },
    ],
  });
});

test("with a manifest it shows each value that led to the decision", async () => {
  const { outcome, messages, steps = [] } = await explain(policyWith({}), pod("nginx:latest"));
  expect(outcome).toBe("fail");
  expect(messages).toEqual(["use a fixed tag"]);
  expect(steps.map(line)).toEqual([
    "policy as written | matchConstraints | yes, the object is matched",
    "matchCondition not-system | object.metadata.namespace != 'kube-system' | true",
    '· because | object.metadata.namespace | "shop"',
    'variables.images | object.spec.containers.map(c, c.image) | ["nginx:latest"]',
    "validations[0] | variables.images.all(i, !i.endsWith(':latest')) | false",
    '· because | variables.images | ["nginx:latest"]',
    "· with i = variables.images[0] | !i.endsWith(':latest') | false",
    "· · because | i.endsWith(':latest') | true",
    '· · · because | i | "nginx:latest"',
  ]);
});

test("an object that a matchCondition leaves out is skipped, and the condition shows why", async () => {
  const { outcome, steps = [] } = await explain(policyWith({}), pod("a:latest", "kube-system"));
  expect(outcome).toBe("skip");
  expect(steps.map(line)).toContain('· because | object.metadata.namespace | "kube-system"');
});

test.for([
  [
    policyWith({}),
    "{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {}}",
    "no resource rule covers CREATE of v1 services: the rules are CREATE|UPDATE of pods in core/v1",
  ],
  [
    policyWith({ constraints: "objectSelector: { matchLabels: { app: other } }" }),
    pod("a"),
    `objectSelector {"matchLabels":{"app":"other"}} does not select the object's labels`,
  ],
  [
    policyWith({ constraints: "namespaceSelector: { matchLabels: { env: prod } }" }),
    pod("a"),
    `namespaceSelector {"matchLabels":{"env":"prod"}} does not select namespace shop`,
  ],
  [
    policyWith({
      constraints:
        'excludeResourceRules: [{ apiGroups: [""], apiVersions: [v1], resources: [pods], operations: ["*"], resourceNames: [web] }]',
    }),
    pod("a"),
    "excludeResourceRules leave out CREATE of v1 pods web",
  ],
] as const)(
  "an object that is not matched is told why (%#)",
  async ([policy, manifest, reason]) => {
    const { outcome, steps = [] } = await explain(policy, manifest);
    expect(outcome).toBe("not matched");
    expect(steps[0]?.value).toBe(`no: ${reason}`);
  },
);

test("of several objects the one that the policy is about is decided on", async () => {
  const manifest = `{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {}}\n---\n${pod("x:1")}`;
  const explained = await explain(policyWith({}), manifest);
  expect(explained).toMatchObject({ object: "Pod shop/web", outcome: "pass" });
  expect(explained.hint).toContain("one of 2 objects");
});

test("a controller is decided on by the variant for pod controllers", async () => {
  const manifest = `{apiVersion: apps/v1, kind: Deployment, metadata: {name: web, namespace: shop}, spec: {template: {metadata: {namespace: shop}, spec: {containers: [{name: a, image: "x:latest"}]}}}}`;
  const { outcome, steps = [] } = await explain(policyWith({}), manifest);
  expect(outcome).toBe("fail");
  expect(steps[0]?.step).toBe("variant for pod controllers");
});

test("a policy that Kyverno refuses is shown with the refusal", async () => {
  const { invalid } = await explain(policyWith({}).replace(".map(c, c.image)", ".map(c c.image)"));
  expect(invalid).toContain("spec.variables[0].expression");
  expect(invalid).toContain("Syntax error");
});

test("steps stay within the budget, the deepest going first", async () => {
  const input = { policy: policyWith({}), manifest: pod("a:latest"), operation: "CREATE" as const };
  const { steps = [] } = await explainPolicy({ ...input, budget: 500 }, fakeServices());
  expect(JSON.stringify(steps).length).toBeLessThan(700);
  expect(steps[0]?.expression).toBe("matchConstraints");
});

test.for([
  ["nothing", 'there is no policy "nothing"'],
  ["a: 1", "the text holds no policy that can be explained"],
  [`${policyWith({})}---${policyWith({})}`, "the text holds 2 policies: example, example"],
  [
    "apiVersion: kyverno.io/v2\nkind: ClusterCleanupPolicy\nmetadata: {name: x}\nspec: {rules: []}",
    "ClusterCleanupPolicy x",
  ],
])("%j is refused", async ([policy = "", text = ""]) => {
  await expect(explain(policy)).rejects.toThrow(text);
});
