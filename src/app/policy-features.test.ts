import { expect, test } from "vitest";
import { parseDocuments } from "../manifest/parse-documents.ts";
import type { Policy } from "../policy/policy.ts";
import { readPolicies } from "../policy/read-policies.ts";
import { hasSupportedPart, isForJson, missingFeatures } from "./policy-features.ts";

const MATCH = "match: {any: [{resources: {kinds: [Pod]}}]}";

function classic(...bodies: readonly string[]): Policy {
  const rules = bodies.map((body, index) => `{name: r${index}, ${MATCH}, ${body}}`);
  return policy(`apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata: {name: p}
spec: {rules: [${rules.join(", ")}]}`);
}

function cel(mode: string): Policy {
  return policy(`apiVersion: policies.kyverno.io/v1
kind: ValidatingPolicy
metadata: {name: p}
spec: {evaluation: {mode: ${mode}}}`);
}

function policy(text: string): Policy {
  const [read] = readPolicies(parseDocuments(text, "policy.yaml").documents).policies;
  if (read === undefined) throw new Error("the text holds no policy");
  return read;
}

const VALIDATE = "validate: {message: m, pattern: {a: b}}";
const MUTATE = "mutate: {patchStrategicMerge: {a: b}}";

test.for([
  ["validate rules", classic(VALIDATE), [], true],
  ["mutate rules", classic(MUTATE), ["ClusterPolicy with mutate"], false],
  ["both", classic(VALIDATE, MUTATE), ["ClusterPolicy with mutate"], true],
  ["Envoy mode", cel("Envoy"), ["ValidatingPolicy in Envoy mode"], false],
  ["JSON mode", cel("JSON"), [], false],
] as const)("%s: what is missing is named", ([, given, missing, hasPart]) => {
  expect(missingFeatures(given)).toEqual(missing);
  expect(hasSupportedPart(given)).toBe(hasPart);
});

test("only a ValidatingPolicy in JSON mode is for any JSON", () => {
  expect([cel("JSON"), cel("Kubernetes"), classic(VALIDATE)].map(isForJson)).toEqual([
    true,
    false,
    false,
  ]);
});
