import { expect, test } from "vitest";
import { fakeServices } from "../../test/fake-services.ts";
import { parseDocuments } from "../manifest/parse-documents.ts";
import { readPolicies } from "../policy/read-policies.ts";
import { choosePolicies } from "./choose-policies.ts";
import type { Services } from "./services.ts";

function policyText(name: string, severity: string, expression = "true"): string {
  return `
apiVersion: policies.kyverno.io/v1
kind: ValidatingPolicy
metadata: { name: ${name}, annotations: { policies.kyverno.io/severity: ${severity} } }
spec:
  matchConstraints:
    resourceRules:
      - { apiGroups: [""], apiVersions: [v1], resources: [pods], operations: [CREATE] }
  validations: [{ expression: "${expression}" }]
`;
}

function servicesWith(sets: Readonly<Record<string, readonly string[]>>): Services {
  const all = Object.entries(sets).map(([name, texts]) => {
    const documents = texts.flatMap((text) => parseDocuments(text, name).documents);
    return {
      name,
      title: name,
      summary: "",
      source: "",
      includes: [],
      parameters: [],
      ...readPolicies(documents),
    };
  });
  return fakeServices({
    listPolicySets: () => Promise.resolve(all),
    loadPolicySet: (name) => {
      const found = all.find((set) => set.name === name);
      return found === undefined ? Promise.reject(new Error(name)) : Promise.resolve(found);
    },
  });
}

const services = servicesWith({
  "pod-security": [policyText("a", "high"), policyText("b", "low")],
  other: [policyText("b", "low"), policyText("c", "medium")],
});

const keysOf = async (wish: Parameters<typeof choosePolicies>[0]) =>
  (await choosePolicies(wish, services)).policies.map(({ facts }) => facts.key);

test("pod-security is the default, and only where no policies are given", async () => {
  expect(await keysOf({})).toEqual(["a", "b"]);
  expect(await keysOf({ policies: policyText("mine", "low") })).toEqual(["mine"]);
  expect(await keysOf({ policies: policyText("mine", "low"), policySets: ["other"] })).toEqual([
    "b",
    "c",
    "mine",
  ]);
});

test("the set that stands for a cluster's policies is nothing where no cluster is looked at", async () => {
  await expect(keysOf({ policySets: ["cluster"] })).rejects.toThrow(
    'policy set "cluster" is what a cluster has installed',
  );
});

test("policies found in a cluster join those of sets, their gaps those of the scan", async () => {
  const found = {
    context: "prod",
    documents: parseDocuments(policyText("installed", "high"), "prod").documents,
    exceptions: [],
    notRead: [{ context: "prod", resource: "policies", reason: "forbidden", message: "no" }],
    warnings: ["one is left out"],
  };
  const prepared = await choosePolicies({ policySets: ["cluster", "other"] }, services, found);
  expect(prepared.policies.map(({ facts }) => facts.key)).toEqual(["b", "c", "installed"]);
  expect(prepared.policySets).toEqual(["cluster", "other"]);
  expect(prepared.notRead).toEqual(found.notRead);
  expect(prepared.warnings).toEqual(["one is left out"]);
});

test("policies of several sets count once", async () => {
  expect(await keysOf({ policySets: ["pod-security", "other"] })).toEqual(["a", "b", "c"]);
});

test("a severity leaves out what is less severe, and all of it is an error", async () => {
  expect(await keysOf({ policySets: ["pod-security", "other"], severity: "medium" })).toEqual([
    "a",
    "c",
  ]);
  await expect(choosePolicies({ severity: "critical" }, services)).rejects.toThrow(
    "no policy is of severity critical or worse",
  );
});

test("a policy that does not compile is named with its place, the others are used", async () => {
  const policies = `${policyText("good", "low")}---${policyText("bad", "low", "1 +")}`;
  const chosen = await choosePolicies({ policies }, services);
  expect(chosen.policies.map(({ facts }) => facts.key)).toEqual(["good"]);
  expect(chosen.notRead).toMatchObject([
    {
      resource: "bad",
      reason: "invalid policy",
      message: expect.stringMatching(
        /^spec\.validations\[0\]\.expression: ERROR: <input>:1:4: Syntax/u,
      ),
    },
  ]);
});

test("a text without any usable policy is an error that says why", async () => {
  await expect(choosePolicies({ policies: "a: [" }, services)).rejects.toThrow(
    "policies could not be read: policies:1:",
  );
  await expect(
    choosePolicies({ policies: policyText("bad", "low", "1 +") }, services),
  ).rejects.toThrow(
    "none of the policies can be evaluated: bad: invalid policy: spec.validations[0]",
  );
});
