import { expect, test } from "vitest";
import { Failure } from "../failure.ts";
import { resolveReferences } from "./references.ts";
import { selfReference } from "./self-reference.ts";

test("references are resolved from where they stand, through anchors, with their operator kept", () => {
  const document = {
    spec: {
      "(limits)": { memory: "1Gi", count: 3 },
      requests: {
        memory: "$(<=./../../limits/memory)",
        count: "$(>/spec/limits/count)",
        text: "at most $(/spec/limits/memory)",
      },
    },
  };
  expect(resolveReferences(document)).toEqual({
    spec: {
      "(limits)": { memory: "1Gi", count: 3 },
      requests: { memory: "<=1Gi", count: ">3", text: "at most 1Gi" },
    },
  });
});

test("what has no references is the very same document, and escaped ones lose their backslash", () => {
  const document = { a: ["b", 1, null], c: { d: true } };
  expect(resolveReferences(document)).toBe(document);
  expect(resolveReferences(String.raw`cost \$(./x)`)).toBe("cost $(./x)");
});

test.for([
  ["$(./nope)", "got nil resolved variable $(./nope) at path : <nil>"],
  ["$(>)", "failed to resolve $(>) at path : expected path, found empty reference"],
] as const)("%s is a failure", ([text, message]) => {
  expect(resolveReferences(text)).toEqual(new Failure(message));
});

test.for([
  ["/validate/pattern/metadata/name", "request.object.metadata.name"],
  ["/0/metadata/name", "request.object.name"],
  ["/a/b/spec/containers/0/image", "request.object.spec.containers[0].image"],
  [String.raw`/a/b/metadata/annotations/x.y\/z`, 'request.object.metadata.annotations."x.y/z"'],
  ["/metadata/name", "request.object"],
] as const)("{{ @ }} at %s means %s", ([path, query]) => {
  expect(selfReference(path)).toBe(query);
});
