import { expect, test } from "vitest";
import { resourcesOf } from "../manifest/resources-of.ts";
import { parseDocuments } from "../manifest/parse-documents.ts";
import { identify } from "./object-scanner.ts";

function identityOf(references: string) {
  const text = `{apiVersion: v1, kind: Pod, metadata: {name: p, ownerReferences: ${references}}}`;
  const [loaded] = resourcesOf(parseDocuments(text, "p.yaml").documents).resources;
  return loaded && identify(loaded.resource, "");
}

test.for([
  ["[null]", undefined],
  ["null", undefined],
  ["text", undefined],
  ["[{kind: ReplicaSet, name: r, uid: u}]", { kind: "ReplicaSet", name: "r", uid: "u" }],
  [
    "[{kind: A, name: a, uid: a}, null, {kind: B, name: b, uid: b, controller: true}]",
    { kind: "B", name: "b", uid: "b" },
  ],
] as const)("owners written as %s give %j", ([references, owner]) => {
  expect(identityOf(references)?.owner).toEqual(owner);
});
