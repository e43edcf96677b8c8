import { expect, test } from "vitest";

import { parseDocuments } from "../../manifest/parse-documents.ts";
import { decodeTestFile, type TestFile } from "./test-file.ts";

function decode(yaml: string): TestFile {
  const [document] = parseDocuments(yaml, "dir/kyverno-test.yaml").documents;
  if (document === undefined) throw new Error("the text holds no document");
  return decodeTestFile(document);
}

const HEAD = "apiVersion: cli.kyverno.io/v1alpha1\nkind: Test\nmetadata: {name: t}\n";

test("reads what a test needs; flags such as isValidatingPolicy don't matter", () => {
  const file = decode(`${HEAD}
policies: [p.yaml]
resources: [r.yaml]
results:
- {policy: p, kind: Pod, resources: [a], result: fail, operation: DELETE, isMUtatingPolicy: true}
`);
  expect(file).toMatchObject({
    name: "t",
    file: "dir/kyverno-test.yaml",
    policies: ["p.yaml"],
    resources: ["r.yaml"],
    results: [{ policy: "p", rule: "", resources: ["a"], result: "fail", operation: "DELETE" }],
    unsupported: [],
  });
});

test.for([
  ["name: t\npolicies: []", "no longer reads"],
  [`${HEAD}name: t`, "no longer reads"],
  [`${HEAD}checks: []`, 'unknown field "checks"'],
  [`${HEAD}results: [{policy: p, status: pass}]`, 'unknown field "status"'],
  [`${HEAD}results: [{policy: p}]`, "says no outcome"],
  [`${HEAD}results: [{policy: p, result: passed}]`, 'result "passed" is unknown'],
  [`${HEAD}results: [{policy: p, result: pass, operation: delete}]`, 'operation "delete"'],
])("%j is refused", ([yaml = "", message]) => {
  expect(() => decode(yaml)).toThrow(message);
});

test("fields that would change the answer and can't be honoured are named", () => {
  const file = decode(`${HEAD}
httpPayloads: [p.json]
paramResources: []
results: [{policy: p, result: pass, patchedResources: x.yaml}]
`);
  expect(file.unsupported).toEqual(["httpPayloads", "results.patchedResources"]);
});
