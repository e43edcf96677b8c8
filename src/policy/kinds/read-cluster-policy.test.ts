import { expect, test } from "vitest";
import { parseDocuments } from "../../manifest/parse-documents.ts";
import { readPolicies } from "../read-policies.ts";

function read(
  spec: string,
  head = "apiVersion: kyverno.io/v1\nkind: ClusterPolicy",
): ReturnType<typeof readPolicies> {
  const text = `${head}\nmetadata: {name: p}\nspec: ${spec}\n`;
  return readPolicies(parseDocuments(text, "f.yaml").documents);
}

/** A spec with one rule that has these fields. */
function rule(fields: string): string {
  return `{rules: [{name: r, ${fields}}]}`;
}

test.for([
  ["v1", "ClusterPolicy"],
  ["v1", "Policy"],
  ["v2beta1", "ClusterPolicy"],
  ["v2beta1", "Policy"],
])("kyverno.io/%s %s is read; a field that is absent or null stays absent", ([version, kind]) => {
  const { policies, problems } = read(
    rule("validate: {message: null, deny: {conditions: {any: null}}}"),
    `apiVersion: kyverno.io/${version}\nkind: ${kind}`,
  );
  expect(problems.map(({ level, message }) => [level, message])).toEqual([
    ["warning", `${kind}: deprecated since Kyverno 1.17, to be removed in 1.20`],
  ]);
  expect(policies).toMatchObject([
    {
      apiVersion: `kyverno.io/${version}`,
      kind,
      name: "p",
      spec: { rules: [{ name: "r", validate: { deny: { conditions: { any: null } } } }] },
    },
  ]);
});

test("a policy without rules has an empty list of them", () => {
  expect(read("{background: false}").policies[0]?.spec).toEqual({ background: false, rules: [] });
});

test.for([
  ["match: {any: [], all: []}", '"any" and "all" exclude each other'],
  ["exclude: {resources: {name: a, names: [b]}}", '"name" and "names" exclude each other'],
  ["match: {any: [{resources: {annotations: {a: 1}}}]}", "must be a string, not the number 1"],
  ["match: {any: [{subjects: [{kind: User}]}]}", 'the field "name" is missing'],
  ["validate: {podSecurity: {version: v1.18}}", 'unknown value "v1.18"'],
  ["validate: {podSecurity: {version: v1.33}}", 'unknown value "v1.33"'],
  ["validate: {foreach: [{preconditions: {all: [{operator: equals}]}}]}", 'unknown value "equals"'],
  ["validate: {patern: {}}", 'unknown field "patern"'],
  ["context: [{variable: {value: 1}, nam: x}]", 'unknown field "nam"'],
  [`"name": ${"n".repeat(64)}`, "longer than 63 characters"],
])("a rule with %s breaks Kyverno's schema: %s", ([fields = "", message]) => {
  const spec = fields.startsWith('"name"') ? `{rules: [{${fields}}]}` : rule(fields);
  const { policies, problems } = read(spec);
  expect(policies).toEqual([]);
  expect(problems.map((problem) => problem.message)).toContain(`ClusterPolicy p: ${message}`);
});

test("v1 takes the flat match and any conditions, v2beta1 does not", () => {
  const spec = rule("match: {resources: {kinds: [Pod]}}, preconditions: [1]");
  expect(read(spec).policies).toHaveLength(1);
  const head = "apiVersion: kyverno.io/v2beta1\nkind: ClusterPolicy";
  expect(read(spec, head).problems.map(({ message }) => message)).toEqual([
    'ClusterPolicy p: unknown field "resources"',
    "ClusterPolicy p: must be a mapping, not a list",
  ]);
});
