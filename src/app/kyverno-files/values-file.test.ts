import { expect, test } from "vitest";

import { parseDocuments } from "../../manifest/parse-documents.ts";
import { decodeValuesFile, parseSetValues, readValues, type ValuesSpec } from "./values-file.ts";

function decode(yaml: string): ValuesSpec {
  const [document] = parseDocuments(yaml, "values.yaml").documents;
  if (document === undefined) throw new Error("the text holds no document");
  return decodeValuesFile(document);
}

const HEAD = "apiVersion: cli.kyverno.io/v1alpha1\nkind: Value\n";

test("a file without apiVersion and kind is refused", () => {
  expect(() => decode("globalValues: {}")).toThrow("needs apiVersion and kind");
});

test("the operation is CREATE, the global one, the resource's own, or what --set says", () => {
  const spec = decode(`${HEAD}
globalValues: {request.operation: UPDATE}
policies:
- name: p
  resources:
  - {name: r, values: {request.operation: DELETE}}
`);
  expect(readValues({}).operationFor("p", "r")).toBe("CREATE");
  expect(readValues(spec).operationFor("p", "r")).toBe("DELETE");
  expect(readValues(spec).operationFor("p", "other")).toBe("UPDATE");
  expect(readValues(spec).operationFor("other", "r")).toBe("UPDATE");
  const set = parseSetValues(["a=b,request.operation=CONNECT"]);
  expect(readValues(spec, set).operationFor("p", "r")).toBe("CONNECT");
});

test("an operation that does not exist is refused", () => {
  const values = readValues({ globalValues: { "request.operation": "PATCH" } });
  expect(() => values.operationFor("p", "r")).toThrow('"PATCH" is no operation');
});

test("a namespace's object comes from namespaces, else from namespaceSelector, else is unknown", () => {
  const values = readValues(
    decode(`${HEAD}
namespaceSelector:
- {name: a, labels: {from: selector}}
- {name: b, labels: {from: selector}}
namespaces:
- {apiVersion: v1, kind: namespace, metadata: {name: a}, spec: {k: v}}
`),
  );
  expect(values.namespaceObject("a")).toEqual({
    apiVersion: "v1",
    kind: "namespace",
    metadata: { name: "a" },
    spec: { k: "v" },
  });
  expect(values.namespaceObject("b")?.metadata.labels).toEqual({ from: "selector" });
  expect(values.namespaceObject("c")).toBeNull();
});

test("--set needs name=value, and says nothing about request.object", () => {
  expect(() => parseSetValues(["x"])).toThrow("not of the form name=value");
  expect(parseSetValues(["request.object.a=1", "b= 2 "])).toEqual({ b: "2" });
});
