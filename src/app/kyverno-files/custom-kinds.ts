import { findApiResource } from "../../manifest/api-kinds.ts";
import type { ApiResource } from "../../manifest/api-resource.ts";
import type { Document } from "../../manifest/document.ts";
import { UserError } from "../../manifest/user-error.ts";
import { decodeStrict, type Shape } from "./decode-strict.ts";

/** How an object of this kind is addressed. */
export type FindKind = (apiVersion: string, kind: string) => ApiResource;

const DEFINITION = {
  fields: {
    spec: {
      fields: {
        group: "string",
        scope: "string",
        names: { fields: { kind: "string", plural: "string" }, ignored: /^/ },
        versions: { list: { fields: { name: "string" }, ignored: /^/ } },
      },
      ignored: /^/,
    },
  },
  ignored: /^/,
} as const satisfies Shape;

/** Finds kinds among custom resource definitions first, then as everywhere. Throws a `UserError` for a document of another kind. */
export function findKindsOf(definitions: readonly Document[]): FindKind {
  const known = new Map<string, ApiResource>();
  for (const document of definitions)
    for (const resource of kindsOf(document))
      known.set(keyOf(`${resource.group}/${resource.version}`, resource.kind), resource);
  return (apiVersion, kind) =>
    known.get(keyOf(apiVersion, kind)) ?? findApiResource(apiVersion, kind);
}

function kindsOf(document: Document): readonly ApiResource[] {
  const { group, scope, names = {}, versions = [] } = decodeStrict(document, DEFINITION).spec ?? {};
  const { kind, plural } = names;
  if (!group || !kind || !plural)
    throw new UserError(`${document.file}:${document.line}: no CustomResourceDefinition`, {
      hint: "it needs spec.group, spec.names.kind and spec.names.plural",
    });
  return versions.map(({ name: version = "" }) => ({
    group,
    version,
    kind,
    plural,
    namespaced: scope !== "Cluster",
  }));
}

function keyOf(apiVersion: string, kind: string): string {
  return `${apiVersion} ${kind}`;
}
