import { load, loadAll } from "js-yaml";
import { expect, test } from "vitest";
import { formatExceptions } from "./format-exceptions.ts";
import type { ReportResult } from "./report-result.ts";

function result(
  changes: Partial<ReportResult>,
  resource = { name: "a", namespace: "n" },
): ReportResult {
  return {
    source: "kyverno",
    policy: "p",
    rule: "r",
    category: "",
    severity: undefined,
    result: "fail",
    scored: true,
    resource: { apiVersion: "v1", kind: "Pod", uid: "", ...resource },
    message: "",
    properties: {},
    ...changes,
  };
}

test("what failed of a classic policy becomes one exception, by kind and namespace", () => {
  const results = [
    result({}),
    result({ rule: "autogen-r" }, { name: "b", namespace: "n" }),
    result({}, { name: "c", namespace: "" }),
    result({ result: "pass" }, { name: "d", namespace: "n" }),
  ];
  expect(load(formatExceptions(results, "1h"))).toEqual({
    apiVersion: "kyverno.io/v2",
    kind: "PolicyException",
    metadata: {
      name: "p-exception",
      namespace: "kyverno",
      labels: { "cleanup.kyverno.io/ttl": "1h" },
    },
    spec: {
      exceptions: [{ policyName: "p", ruleNames: ["r", "autogen-r"] }],
      match: {
        any: [
          { resources: { kinds: ["Pod"], names: ["a", "b"], namespaces: ["n"] } },
          { resources: { kinds: ["Pod"], names: ["c"] } },
        ],
      },
    },
  });
});

test("a CEL policy gets a condition, a namespaced one its own kind", () => {
  const cel = { source: "KyvernoValidatingPolicy", policy: "team/v" };
  const documents = loadAll(formatExceptions([result({}), result(cel)], "720h"));
  expect(documents).toHaveLength(2);
  expect(documents[1]).toMatchObject({
    apiVersion: "policies.kyverno.io/v1",
    spec: {
      policyRefs: [{ name: "v", kind: "NamespacedValidatingPolicy" }],
      matchConditions: [
        {
          expression:
            '(object.kind == "Pod" && object.metadata.name == "a" && object.metadata.namespace == "n")',
        },
      ],
    },
  });
});

test("nothing failed, nothing is printed", () => {
  expect(formatExceptions([result({ result: "pass" })], "1h")).toBe("");
});
