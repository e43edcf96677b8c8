import { expect, test } from "vitest";
import { parseDocuments } from "../manifest/parse-documents.ts";
import { exceptionKey, isCelException } from "./policy-exception.ts";
import { readExceptions } from "./read-exceptions.ts";

function read(text: string): ReturnType<typeof readExceptions> {
  return readExceptions(parseDocuments(text, "exceptions.yaml").documents);
}

const CLASSIC = `
apiVersion: kyverno.io/v2
kind: PolicyException
metadata: {name: e, namespace: ns}
spec:
  exceptions: [{policyName: p, ruleNames: ["r*"]}]
  match: {any: [{resources: {kinds: [Pod]}}]}
  podSecurity: [{controlName: Seccomp}]
`;
const CEL = `
apiVersion: policies.kyverno.io/v1
kind: PolicyException
metadata: {name: c, labels: {polex.kyverno.io/priority: "7"}}
spec: {policyRefs: [{name: p, kind: ValidatingPolicy}], reportResult: pass}
`;

test("both families are read with their defaults", () => {
  const { exceptions, rest, problems } = read(`${CLASSIC}---${CEL}`);
  expect([rest, problems]).toEqual([[], []]);
  expect(exceptions).toEqual([
    {
      name: "e",
      namespace: "ns",
      exceptions: [{ policyName: "p", ruleNames: ["r*"] }],
      match: { any: [{ resources: { kinds: ["Pod"] } }] },
      podSecurity: [{ controlName: "Seccomp" }],
      background: true,
    },
    {
      name: "c",
      policyRefs: [{ name: "p", kind: "ValidatingPolicy" }],
      matchConditions: [],
      images: [],
      allowedValues: [],
      reportsPass: true,
      priority: 7,
    },
  ]);
  expect(exceptions.map(isCelException)).toEqual([false, true]);
  expect(exceptions.map(exceptionKey)).toEqual(["ns/e", "c"]);
});

test.for(["kyverno.io/v2beta1", "policies.kyverno.io/v1alpha1", "policies.kyverno.io/v1beta1"])(
  "%s is read too",
  (apiVersion) => {
    const text = (apiVersion.startsWith("kyverno") ? CLASSIC : CEL).replace(
      /apiVersion: \S+/u,
      `apiVersion: ${apiVersion}`,
    );
    expect(read(text).exceptions).toHaveLength(1);
  },
);

test.for(["kyverno.io/v1", "other.io/v2", "kyverno.io/v2alpha1"])(
  "%s has no exceptions: such documents are left aside",
  (apiVersion) => {
    const { exceptions, rest } = read(CLASSIC.replace("kyverno.io/v2", apiVersion));
    expect([exceptions.length, rest.length]).toEqual([0, 1]);
  },
);

test("a misspelt field is a problem with its place", () => {
  const { exceptions, problems } = read(CLASSIC.replace("policyName", "policyname"));
  expect(exceptions).toEqual([]);
  expect(problems[0]).toMatchObject({ message: 'unknown field "policyname"' });
});

test("exceptions inside a List are found", () => {
  const item = CLASSIC.trim()
    .split("\n")
    .map((line) => `    ${line}`)
    .join("\n");
  const text = `apiVersion: v1\nkind: List\nitems:\n  -\n${item}\n`;
  expect(read(text).exceptions).toHaveLength(1);
});
