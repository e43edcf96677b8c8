import { expect, test } from "vitest";
import { parseDocuments } from "./parse-documents.ts";
import { formatProblem } from "./problem.ts";
import { resourcesOf } from "./resources-of.ts";

function read(text: string) {
  const { resources, problems } = resourcesOf(parseDocuments(text, "f.yaml").documents);
  return { resources, problems: problems.map(formatProblem) };
}

test("an object is passed on as it was parsed", () => {
  const { documents } = parseDocuments(
    "{apiVersion: v1, kind: Pod, metadata: {name: a}}",
    "f.yaml",
  );
  const { resources } = resourcesOf(documents);
  expect(resources[0]?.resource).toBe(documents[0]?.value);
  expect(resources[0]?.path).toEqual([]);
});

test("lists are replaced by their items, which keep the path to their place", () => {
  const { resources, problems } = read(`
apiVersion: v1
kind: List
items:
- {apiVersion: v1, kind: Pod, metadata: {name: a}}
- apiVersion: v1
  kind: PodList
  items:
  - metadata: {name: b}
`);
  expect(problems).toEqual([]);
  expect(
    resources.map(({ resource: { apiVersion, kind, metadata } }) => [
      apiVersion,
      kind,
      metadata.name,
    ]),
  ).toEqual([
    ["v1", "Pod", "a"],
    ["v1", "Pod", "b"],
  ]);
  const [, last] = resources;
  expect(last?.path).toEqual(["items", 1, "items", 0]);
  expect(last?.document.locate(last.path).line).toBe(9);
});

test("an empty list has no resources, and a kind that merely ends in List is an object", () => {
  expect(read("{apiVersion: v1, kind: List, items: null}").resources).toEqual([]);
  expect(read("{apiVersion: x/v1, kind: AllowList, metadata: {name: a}}").resources).toHaveLength(
    1,
  );
});

test("an object without metadata gets an empty one", () => {
  expect(read("{apiVersion: v1, kind: Pod}").resources[0]?.resource.metadata).toEqual({});
});

test.for([
  ["x", "it is a string"],
  ["[1]", "it is a list"],
  ["a: 1", "apiVersion and kind missing"],
  ["kind: Pod", "apiVersion missing"],
  ["{apiVersion: v1, kind: 1}", "kind missing"],
  ["{apiVersion: v1, kind: Pod, metadata: {name: 1}}", "whose name and namespace are strings"],
  ["{apiVersion: v1, kind: List, items: [{a: 1}]}", "f.yaml:1:38: items[0]: "],
] as const)("%s becomes a problem: %s", ([text, message]) => {
  expect(read(text)).toEqual({ resources: [], problems: [expect.stringContaining(message)] });
});
