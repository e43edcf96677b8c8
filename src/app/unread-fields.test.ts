import { expect, test } from "vitest";
import { compilePolicy } from "../engine/compile-policy.ts";
import { parseDocuments } from "../manifest/parse-documents.ts";
import { loadPolicySet } from "../policy/policy-sets.ts";
import type { Policy } from "../policy/policy.ts";
import { readPolicies } from "../policy/read-policies.ts";
import { unreadFields } from "./unread-fields.ts";

function unreadBy(policies: readonly Policy[]) {
  const facts = { key: "", severity: "high" as const, title: "", category: "" };
  const scanned = policies.flatMap((policy) => {
    const compilation = compilePolicy(policy);
    return compilation.ok ? [{ compiled: compilation.policy, facts }] : [];
  });
  expect(scanned).toHaveLength(policies.length);
  return unreadFields({ policies: scanned, exceptions: [] });
}

function policyOf(expression: string): readonly Policy[] {
  const text = `apiVersion: policies.kyverno.io/v1
kind: ValidatingPolicy
metadata: {name: p}
spec:
  matchConstraints:
    resourceRules: [{apiGroups: [''], apiVersions: [v1], resources: [pods], operations: [CREATE]}]
  validations: [{expression: ${JSON.stringify(expression)}}]
`;
  return readPolicies(parseDocuments(text, "p.yaml").documents).policies;
}

test("the pod security policies look at neither", async () => {
  const { policies } = await loadPolicySet("pod-security");
  expect(unreadBy(policies)).toEqual({ managedFields: true, podStatus: true });
});

test.for([
  "object.status.phase == 'Running'",
  "object.?status.hasValue()",
  "has(object.status)",
  "object['status'] != null",
  "object.exists(field, field == 'status')",
  "size(object) > 2",
  "object == oldObject",
  "request.object.status.phase == ''",
  "has(request.oldObject)",
])("%s may look at the status", (expression) => {
  expect(unreadBy(policyOf(expression)).podStatus).toBe(false);
});

test.for([
  "object.spec.hostNetwork == true",
  "object . spec . hostPID == true",
  "object.?spec.hasValue() && object.metadata.name != '' && request.namespace != ''",
  "oldObject.kind == 'Pod'",
])("%s does not", (expression) => {
  expect(unreadBy(policyOf(expression)).podStatus).toBe(true);
});

test("managedFields are read by who names them", () => {
  expect(unreadBy(policyOf("has(object.metadata.managedFields)")).managedFields).toBe(false);
});
