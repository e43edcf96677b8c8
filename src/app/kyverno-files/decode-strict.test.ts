import { expect, test } from "vitest";

import { parseDocuments } from "../../manifest/parse-documents.ts";
import { decodeStrict, type Shape } from "./decode-strict.ts";

const SHAPE = {
  fields: {
    name: "string",
    deep: { fields: { isOn: "boolean" } },
    names: { list: "string" },
    labels: { map: "string" },
    anything: "any",
  },
  ignored: /^is[a-z]+policy$/i,
} as const satisfies Shape;

function decode(yaml: string): unknown {
  const [document] = parseDocuments(yaml, "file.yaml").documents;
  if (document === undefined) throw new Error("the text holds no document");
  return decodeStrict(document, SHAPE);
}

test("keeps what the shape names and leaves null out", () => {
  expect(decode("name: a\nnames: [b]\nlabels: {k: v}\ndeep: null\nanything: [1]")).toEqual({
    name: "a",
    names: ["b"],
    labels: { k: "v" },
    anything: [1],
  });
});

test("field names match whatever their case, nested ones too", () => {
  expect(decode("NAME: a\ndEEP: {ison: true}")).toEqual({ name: "a", deep: { isOn: true } });
});

test("the exact name wins over one in another case", () => {
  expect(decode("name: exact\nNames: [b]")).toEqual({ name: "exact", names: ["b"] });
});

test("ignored names are read over", () => {
  expect(decode("name: a\nisMUtatingPolicy: true")).toEqual({ name: "a" });
});

test.for([
  ["nam: a", 'file.yaml:1:6: nam: unknown field "nam"'],
  ["name: 1", "file.yaml:1:7: name: is a number, must be a string"],
  ["names: a", "file.yaml:1:8: names: is a string, must be a list"],
  ["names:\n- [a]", "file.yaml:2:3: names[0]: is a list, must be a string"],
  ["labels: {x: 1}", "file.yaml:1:13: labels.x: is a number, must be a string"],
  ["deep: [a]", "file.yaml:1:7: deep: is a list, must be an object"],
  ["- a", "file.yaml:1:1: is a list, must be an object"],
])("%j is refused with its place", ([yaml = "", message]) => {
  expect(() => decode(yaml)).toThrow(message);
});

test("all wrong fields are named at once", () => {
  expect(() => decode("u: 1\nw: 2")).toThrow(/field "u"\n.*field "w"/u);
});
