import { expect, test } from "vitest";
import { parseDocuments } from "../manifest/parse-documents.ts";
import { fakeServices } from "../../test/fake-services.ts";
import { needsSecretData } from "./needs-secret-data.ts";
import { preparePolicies } from "./prepare-policies.ts";

/** Whether a ValidatingPolicy on `resources` with this expression needs the data. */
async function needs(resources: string, expression: string): Promise<boolean> {
  return needsOf(`
apiVersion: policies.kyverno.io/v1
kind: ValidatingPolicy
metadata: {name: p}
spec:
  matchConstraints:
    resourceRules: [{apiGroups: ["*"], apiVersions: ["*"], operations: [CREATE], resources: ["${resources}"]}]
  validations: [{expression: ${JSON.stringify(expression)}}]`);
}

async function needsOf(yaml: string): Promise<boolean> {
  const { documents } = parseDocuments(yaml, "p.yaml");
  const prepared = await preparePolicies(
    { policySets: [], documents, exceptions: [] },
    fakeServices(),
  );
  expect(prepared.notRead).toEqual([]);
  expect(prepared.policies).toHaveLength(1);
  return needsSecretData(prepared);
}

test.for([
  ["secrets", "has(object.metadata.labels) && 'team' in object.metadata.labels", false],
  ["*", "object.?metadata.?labels.orValue({}) != {} && object.kind != 'X'", false],
  ["secrets", "object.type != 'Opaque'", true],
  ["secrets", "has(object.data)", true],
  ["secrets", "object['data'] == {}", true],
  ["secrets", "[object].all(o, o.data.size() > 0)", true],
  ["secrets", "request.object.data.size() > 0", true],
  ["secrets", "request.namespace != 'default'", false],
  ["pods", "object.spec.hostNetwork != true", false],
] as const)("a policy on %s that says %s needs the data of Secrets: %s", async ([on, says, is]) => {
  expect(await needs(on, says)).toBe(is);
});

const classic = (validate: string): string => `
apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata: {name: p}
spec:
  rules:
  - name: r
    match: {any: [{resources: {kinds: [Secret]}}]}
    validate: ${validate}`;

test.for([
  ["{message: bad, pattern: {metadata: {labels: {team: '?*'}}}}", false],
  ["{message: bad, pattern: {type: Opaque}}", true],
  ["{message: bad, anyPattern: [{metadata: {name: a}}, {'=(data)': {x: '*'}}]}", true],
  [
    "{message: bad, deny: {conditions: {any: [{key: '{{ request.object.metadata.name }}', operator: Equals, value: a}]}}}",
    false,
  ],
  [
    "{message: bad, deny: {conditions: {any: [{key: '{{ request.object.data.x }}', operator: Equals, value: a}]}}}",
    true,
  ],
] as const)("a classic rule with %s needs it: %s", async ([validate, is]) => {
  expect(await needsOf(classic(validate))).toBe(is);
});
