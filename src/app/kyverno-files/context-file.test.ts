import { expect, test } from "vitest";

import type { Document } from "../../manifest/document.ts";
import { parseDocuments } from "../../manifest/parse-documents.ts";
import { decodeClusterResourceFile, decodeContextFile } from "./context-file.ts";
import { decodeUserInfoFile } from "./user-info-file.ts";

function documentOf(kind: string, rest: string): Document {
  const text = `apiVersion: cli.kyverno.io/v1alpha1\nkind: ${kind}\n${rest}`;
  const [document] = parseDocuments(text, "file.yaml").documents;
  if (document === undefined) throw new Error("the text holds no document");
  return document;
}

test("a context file gives objects and image data by their exact reference", () => {
  const context = decodeContextFile(
    documentOf(
      "Context",
      `spec:
  resources:
  - {apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: b}}
  images:
  - {image: ghcr.io/x, tag: v1, config: {user: root}}
`,
    ),
  );
  expect(context.resources.map(({ metadata }) => metadata.name)).toEqual(["a"]);
  expect(context.images).toEqual({
    "ghcr.io/x": { image: "ghcr.io/x", tag: "v1", config: { user: "root" } },
  });
});

test("a context file without a spec holds nothing", () => {
  expect(decodeContextFile(documentOf("Context", ""))).toEqual({ resources: [], images: {} });
});

test("what is no object is refused with its place in the file", () => {
  const document = documentOf("Context", "spec:\n  resources:\n  - {kind: ConfigMap}\n");
  expect(() => decodeContextFile(document)).toThrow(/^file\.yaml:5:5: spec\.resources\[0\]:/u);
});

test("a cluster resource file gives its objects", () => {
  const document = documentOf(
    "ClusterResource",
    "spec: {crds: [crd.yaml], resources: [{apiVersion: v1, kind: Namespace, metadata: {name: team}}]}",
  );
  expect(decodeClusterResourceFile(document)).toMatchObject({
    crds: ["crd.yaml"],
    resources: [{ kind: "Namespace" }],
  });
});

test("a user info file gives the user and the roles; one without apiVersion is refused", () => {
  const document = documentOf(
    "UserInfo",
    "clusterRoles: [a]\nroles: ['n:r']\nuserInfo: {username: u, groups: [g]}",
  );
  expect(decodeUserInfoFile(document)).toEqual({
    userInfo: { username: "u", groups: ["g"] },
    roles: ["n:r"],
    clusterRoles: ["a"],
  });
  const [old] = parseDocuments("kind: UserInfo\nuserInfo: {}", "file.yaml").documents;
  if (old === undefined) throw new Error("the text holds no document");
  expect(() => decodeUserInfoFile(old)).toThrow("needs apiVersion and kind");
});
