import { expect, test } from "vitest";
import type { Resource } from "../../manifest/resource.ts";
import type { MatchConstraints, ResourceRule } from "../../policy/validating-policy.ts";
import type { Request } from "../evaluation.ts";
import { compileMatchConstraints } from "./match-constraints.ts";

const ANY: ResourceRule = {
  apiGroups: ["*"],
  apiVersions: ["*"],
  operations: ["*"],
  resources: ["*"],
};

function object(labels: object = {}, metadata: object = {}): Resource {
  const all: object = { name: "web", namespace: "shop", ...metadata, labels };
  return { apiVersion: "v1", kind: "Pod", metadata: { ...all } };
}

function request(changes: Partial<Request> = {}): Request {
  return {
    object: object(),
    oldObject: null,
    operation: "CREATE",
    apiResource: { group: "", version: "v1", kind: "Pod", plural: "pods", namespaced: true },
    name: "web",
    namespace: "shop",
    userInfo: {},
    namespaceObject: null,
    ...changes,
  };
}

const SCALE: Partial<Request> = {
  apiResource: {
    group: "apps",
    version: "v1",
    kind: "Scale",
    plural: "deployments",
    subresource: "scale",
    namespaced: true,
  },
};
const NAMESPACE: Partial<Request> = {
  apiResource: {
    group: "",
    version: "v1",
    kind: "Namespace",
    plural: "namespaces",
    namespaced: false,
  },
  namespace: "",
  name: "shop",
};
const NODE: Partial<Request> = {
  apiResource: { group: "", version: "v1", kind: "Node", plural: "nodes", namespaced: false },
  namespace: "",
};

function matches(
  constraints: MatchConstraints | undefined,
  changes: Partial<Request> = {},
): unknown {
  return compileMatchConstraints(constraints)(request(changes));
}

test.for<[string, ResourceRule, Partial<Request>, boolean]>([
  ["anything", {}, {}, true],
  ["its resource", { resources: ["pods"] }, {}, true],
  ["a kind instead of a resource", { resources: ["Pod"] }, {}, false],
  ["a part of its resource", { resources: ["pod*"] }, {}, false],
  ["its resource with any subresource", { resources: ["pods/*"] }, {}, true],
  ["any resource with any subresource", { resources: ["*/*"] }, SCALE, true],
  ["any resource, a subresource being asked", { resources: ["*"] }, SCALE, false],
  ["a subresource of any resource", { resources: ["*/scale"] }, SCALE, true],
  ["a subresource, the main resource being asked", { resources: ["*/scale"] }, {}, false],
  ["its group", { apiGroups: ["apps", ""] }, {}, true],
  ["another group", { apiGroups: ["apps"] }, {}, false],
  ["its version", { apiVersions: ["v1"] }, {}, true],
  ["another version", { apiVersions: ["v1beta1"] }, {}, false],
  ["its operation", { operations: ["UPDATE", "CREATE"] }, {}, true],
  ["its operation in small letters", { operations: ["create"] }, {}, false],
  ["no operation", { operations: [] }, {}, false],
  ["its name", { resourceNames: ["web"] }, {}, true],
  ["a wildcard name", { resourceNames: ["*"] }, {}, false],
  [
    "the start of its generated name",
    { resourceNames: ["we"] },
    { name: "", object: object({}, { generateName: "web-" }) },
    true,
  ],
  ["namespaced objects", { scope: "Namespaced" }, {}, true],
  ["namespaced objects, a namespace being asked", { scope: "Namespaced" }, NAMESPACE, false],
  ["cluster-scoped objects", { scope: "Cluster" }, {}, false],
  ["cluster-scoped objects, a namespace being asked", { scope: "Cluster" }, NAMESPACE, true],
  ["objects of an unknown scope", { scope: "Galaxy" }, {}, false],
])("a rule for %s", ([, rule, changes, expected]) => {
  expect(matches({ resourceRules: [{ ...ANY, ...rule }] }, changes)).toBe(expected);
});

test("a policy without constraints matches nothing, one without rules everything", () => {
  expect(matches(undefined)).toBe(false);
  expect(matches({})).toBe(true);
});

test("an exclusion wins over a rule", () => {
  const excludeResourceRules = [{ ...ANY, resourceNames: ["web"] }];
  expect(matches({ resourceRules: [ANY], excludeResourceRules })).toBe(false);
  expect(matches({ resourceRules: [ANY], excludeResourceRules }, { name: "api" })).toBe(true);
});

test.for<[string, MatchConstraints, Partial<Request>, boolean]>([
  [
    "the object's label",
    { objectSelector: { matchLabels: { a: "b" } } },
    { object: object({ a: "b" }) },
    true,
  ],
  [
    "the old object's label",
    { objectSelector: { matchLabels: { a: "b" } } },
    { oldObject: object({ a: "b" }) },
    true,
  ],
  [
    "another label",
    { objectSelector: { matchLabels: { a: "c" } } },
    { object: object({ a: "b" }) },
    false,
  ],
  [
    "a label, one label being no string",
    { objectSelector: { matchLabels: { a: "b" } } },
    { object: object({ a: "b", n: 1 }) },
    false,
  ],
  [
    "an empty label, given as null",
    { objectSelector: { matchLabels: { a: "" } } },
    { object: object({ a: null }) },
    true,
  ],
  [
    "a label's absence, which an absent old object satisfies",
    { objectSelector: { matchExpressions: [{ key: "a", operator: "DoesNotExist" }] } },
    { object: object({ a: "b" }) },
    true,
  ],
  [
    "labels named like members of every object",
    { objectSelector: { matchExpressions: [{ key: "constructor", operator: "Exists" }] } },
    {},
    false,
  ],
  [
    "the unknown namespace's name",
    { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "shop" } } },
    {},
    true,
  ],
  [
    "the known namespace's label",
    { namespaceSelector: { matchLabels: { env: "prod" } } },
    { namespaceObject: object({ env: "prod" }) },
    true,
  ],
  [
    "a label that the known namespace lacks",
    { namespaceSelector: { matchLabels: { env: "prod" } } },
    { namespaceObject: object() },
    false,
  ],
  [
    "a namespace's own label while it is written",
    { namespaceSelector: { matchLabels: { env: "prod" } } },
    { ...NAMESPACE, object: object({ env: "prod" }) },
    true,
  ],
  [
    "any namespace, a cluster-scoped object being asked",
    { namespaceSelector: { matchLabels: { env: "prod" } } },
    NODE,
    true,
  ],
])("a selector for %s", ([, constraints, changes, expected]) => {
  expect(matches(constraints, changes)).toBe(expected);
});

const BROKEN = { matchLabels: { app: "*" } };
const BROKEN_ERROR = {
  error: expect.stringMatching(
    /^Internal error occurred: values\[0\]\[app\]: Invalid value: "\*": a valid label must be an empty string or/,
  ) as unknown,
};

test("a broken selector is an error for what else matches, but not for what does not", () => {
  const constraints = {
    namespaceSelector: BROKEN,
    resourceRules: [{ ...ANY, resources: ["pods"] }],
  };
  expect(matches(constraints)).toEqual(BROKEN_ERROR);
  expect(matches(constraints, SCALE)).toBe(false);
  expect(matches({ objectSelector: BROKEN })).toEqual(BROKEN_ERROR);
});

test("a broken namespace selector does not concern cluster-scoped objects", () => {
  expect(matches({ namespaceSelector: BROKEN }, NODE)).toBe(true);
  expect(matches({ namespaceSelector: BROKEN }, NAMESPACE)).toEqual(BROKEN_ERROR);
});
