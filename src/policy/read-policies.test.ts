import { describe, expect, test } from "vitest";
import { parseDocuments } from "../manifest/parse-documents.ts";
import { formatProblem } from "../manifest/problem.ts";
import { readPolicies } from "./read-policies.ts";

function read(text: string) {
  const { policies, unsupported, rest, problems } = readPolicies(
    parseDocuments(text, "f.yaml").documents,
  );
  return { policies, unsupported, rest, problems: problems.map(formatProblem) };
}

/** A policy whose spec is `spec`, written as a flow mapping. */
function policy(spec: string, metadata = "{name: p}"): string {
  return `apiVersion: policies.kyverno.io/v1\nkind: ValidatingPolicy\nmetadata: ${metadata}\nspec: ${spec}\n`;
}

describe("a ValidatingPolicy", () => {
  test.for([
    ["v1", "ValidatingPolicy"],
    ["v1beta1", "ValidatingPolicy"],
    ["v1alpha1", "ValidatingPolicy"],
    ["v1", "NamespacedValidatingPolicy"],
    ["v1beta1", "NamespacedValidatingPolicy"],
  ] as const)("is read: %s %s", ([version, kind]) => {
    const { policies, problems } = read(`
apiVersion: policies.kyverno.io/${version}
kind: ${kind}
metadata:
  name: p
  namespace: team
  annotations: {policies.kyverno.io/severity: high}
spec:
  failurePolicy: Ignore
  variables: [{name: x, expression: '1'}]
  validations: [{expression: 'true', message: m}]
  webhookConfiguration: {timeoutSeconds: 5}
  autogen: {podControllers: {controllers: []}, validatingAdmissionPolicy: {enabled: true}}
  evaluation: {mode: JSON, background: {enabled: false}}
  matchConstraints:
    resourceRules: [{apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [pods]}]
    namespaceSelector: {matchExpressions: [{key: a, operator: In, values: [b]}]}
status: {whatever: 1}
`);
    expect(problems).toEqual([]);
    expect(policies).toEqual([
      {
        apiVersion: `policies.kyverno.io/${version}`,
        kind,
        name: "p",
        namespace: "team",
        labels: {},
        annotations: { "policies.kyverno.io/severity": "high" },
        place: { file: "f.yaml", line: 2 },
        spec: {
          failurePolicy: "Ignore",
          variables: [{ name: "x", expression: "1" }],
          validations: [{ expression: "true", message: "m" }],
          webhookConfiguration: { timeoutSeconds: 5 },
          autogen: {
            podControllers: { controllers: [] },
            validatingAdmissionPolicy: { enabled: true },
          },
          evaluation: { mode: "JSON", background: { enabled: false } },
          matchConstraints: {
            resourceRules: [
              { apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"] },
            ],
            namespaceSelector: { matchExpressions: [{ key: "a", operator: "In", values: ["b"] }] },
          },
        },
      },
    ]);
  });

  test("keeps absent what is absent or null: defaults are the compiler's", () => {
    const [read1] = read(policy("{variables: null, validations: []}")).policies;
    expect(read1?.spec).toEqual({ validations: [] });
  });

  test.for([
    [
      "{validation: []}",
      'spec.validation: ValidatingPolicy p: unknown field "validation" (did you mean "validations"?)',
    ],
    ["{validations: [{expression: a, foo: b}]}", "f.yaml:4:38: spec.validations[0].foo: "],
    [
      "{validations: [{message: a}]}",
      'spec.validations[0]: ValidatingPolicy p: the field "expression" is missing',
    ],
    ["{validations: [{expression: true}]}", "must be a string, not the boolean true (quote it)"],
    ["{validations: {}}", "spec.validations: ValidatingPolicy p: must be a list, not a mapping"],
    ["{validationActions: [deny]}", 'unknown value "deny" (one of Deny, Warn, Audit)'],
    ["{failurePolicy: Never}", 'spec.failurePolicy: ValidatingPolicy p: unknown value "Never"'],
    ["{webhookConfiguration: {timeoutSeconds: 1.5}}", "must be an integer, not the number 1.5"],
    ["{__proto__: {}}", 'unknown field "__proto__"'],
    ["null", 'the field "spec" is missing'],
    ["[]", "spec: ValidatingPolicy p: must be a mapping, not a list"],
  ] as const)("with spec %s is refused: %s", ([spec, message]) => {
    const { policies, problems } = read(policy(spec));
    expect(policies).toEqual([]);
    expect(problems).toEqual([expect.stringContaining(message)]);
  });

  test.for([
    ["{}", 'ValidatingPolicy without a name: the field "name" is missing'],
    [
      "{name: p, annotations: {a: 1.6}}",
      "metadata.annotations.a: ValidatingPolicy p: must be a string, not the number 1.6 (quote it)",
    ],
    ["{name: p, label: {}}", 'did you mean "labels"?'],
  ] as const)("with metadata %s is refused: %s", ([metadata, message]) => {
    expect(read(policy("{}", metadata)).problems).toEqual([expect.stringContaining(message)]);
  });

  test("every mistake is reported at once", () => {
    expect(read(policy("{a: 1, validations: [{b: 1}]}")).problems).toHaveLength(3);
  });
});

describe("other documents", () => {
  test("other kinds of policy are named as not supported yet", () => {
    const { unsupported, problems } = read(`
apiVersion: kyverno.io/v2
kind: ClusterCleanupPolicy
metadata: {name: c}
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {name: v}
`);
    expect(problems).toEqual([]);
    expect(unsupported).toEqual([
      {
        kind: "ClusterCleanupPolicy",
        name: "c",
        reason: "not supported yet: ClusterCleanupPolicy",
        place: { file: "f.yaml", line: 2 },
      },
      expect.objectContaining({ kind: "ValidatingAdmissionPolicy", name: "v" }),
    ]);
  });

  test("lists are unwrapped; what is no policy is passed on with its place", () => {
    const { policies, rest, problems } = read(`
apiVersion: v1
kind: List
items:
- apiVersion: policies.kyverno.io/v1
  kind: ValidatingPolicy
  metadata: {name: p}
  spec: {}
- apiVersion: v1
  kind: Pod
- apiVersion: policies.kyverno.io/v1
  kind: ValidatingPolicy
  metadata: {name: q}
  spec: {x: 1}
`);
    expect(policies.map(({ name, place }) => [name, place.line])).toEqual([["p", 5]]);
    expect(rest.map(({ line }) => line)).toEqual([9]);
    expect(rest[0]?.locate(["kind"])).toMatchObject({ line: 10, path: "items[1].kind" });
    expect(problems).toEqual([expect.stringContaining("f.yaml:14:10: items[2].spec.x: ")]);
  });

  test.for([
    ["policies.kyverno.io/v1", "ValidatinPolicy", "did you mean ValidatingPolicy?"],
    ["kyverno.io/v1", "ValidatingPolicy", "its apiVersion is policies.kyverno.io/v1"],
    ["policies.kyverno.io/v2", "ValidatingPolicy", "one of policies.kyverno.io/v1, "],
    [
      "policies.kyverno.io/v1alpha1",
      "NamespacedValidatingPolicy",
      "one of policies.kyverno.io/v1beta1",
    ],
  ] as const)("%s %s is a slip: %s", ([apiVersion, kind, hint]) => {
    const { problems } = read(`{apiVersion: ${apiVersion}, kind: ${kind}, metadata: {name: p}}`);
    expect(problems).toEqual([expect.stringContaining(hint)]);
  });

  test.for(["PolicyException", "GlobalContextEntry"])("%s is no policy", (kind) => {
    const { rest, problems } = read(
      `{apiVersion: kyverno.io/v2, kind: ${kind}, metadata: {name: x}}`,
    );
    expect(problems).toEqual([]);
    expect(rest).toHaveLength(1);
  });
});
