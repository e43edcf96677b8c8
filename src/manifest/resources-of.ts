import type { Document, LoadedResource } from "./document.ts";
import { isMapping, type Path } from "./path.ts";
import type { Problem } from "./problem.ts";
import type { ObjectMeta, Resource } from "./resource.ts";

/** The Kubernetes objects among documents, and why the others are none. */
export interface Resources {
  readonly resources: readonly LoadedResource[];
  readonly problems: readonly Problem[];
}

/**
 * The Kubernetes objects in documents. `List` and every typed list are replaced by their items, which get the list's
 * apiVersion and kind where they have none of their own, as the API server leaves them out.
 */
export function resourcesOf(documents: readonly Document[]): Resources {
  const resources: LoadedResource[] = [];
  const problems: Problem[] = [];
  for (const document of documents) {
    for (const found of objectsIn(document.value, document, [], undefined)) {
      if ("resource" in found) resources.push(found);
      else problems.push(found);
    }
  }
  return { resources, problems };
}

interface TypeMeta {
  readonly apiVersion: string;
  readonly kind: string;
}

function objectsIn(
  value: unknown,
  document: Document,
  path: Path,
  listed: TypeMeta | undefined,
): readonly (LoadedResource | Problem)[] {
  const items = itemsOf(value);
  if (items !== undefined && isMapping(value)) {
    const itemType = typeOfItems(value);
    return items.flatMap((item, index) =>
      objectsIn(item, document, [...path, "items", index], itemType),
    );
  }
  const resource = isMapping(value) ? asResource(value, listed) : undefined;
  if (resource !== undefined) return [{ resource, document, path }];
  return [{ message: whyNot(value), at: document.locate(path), hint: HINT }];
}

const HINT = "every Kubernetes object has apiVersion, kind and metadata.name";

/** The items of a list, undefined for anything else. */
export function itemsOf(value: unknown): readonly unknown[] | undefined {
  if (!isMapping(value) || typeof value["kind"] !== "string") return undefined;
  const kind = value["kind"];
  const items: unknown = value["items"];
  if (!kind.endsWith("List")) return undefined;
  if (isList(items)) return items;
  // Go writes an empty list's items as null.
  return kind === "List" || items === null ? [] : undefined;
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function typeOfItems(list: Readonly<Record<string, unknown>>): TypeMeta | undefined {
  const { apiVersion, kind } = list;
  if (typeof apiVersion !== "string" || typeof kind !== "string" || kind === "List")
    return undefined;
  return { apiVersion, kind: kind.slice(0, -"List".length) };
}

function asResource(
  value: Readonly<Record<string, unknown>>,
  listed: TypeMeta | undefined,
): Resource | undefined {
  const apiVersion = value["apiVersion"] ?? listed?.apiVersion;
  const kind = value["kind"] ?? listed?.kind;
  const metadata = value["metadata"] ?? {};
  if (!isName(apiVersion) || !isName(kind) || !isObjectMeta(metadata)) return undefined;
  if (isResource(value)) return value;
  return { ...value, apiVersion, kind, metadata };
}

function isResource(value: Readonly<Record<string, unknown>>): value is Resource & typeof value {
  return isName(value["apiVersion"]) && isName(value["kind"]) && isObjectMeta(value["metadata"]);
}

/** Names and namespaces are what the engine relies on; the rest of metadata is the policies' matter. */
function isObjectMeta(value: unknown): value is ObjectMeta {
  if (!isMapping(value)) return false;
  return ["name", "generateName", "namespace"].every(
    (field) => value[field] === undefined || typeof value[field] === "string",
  );
}

function isName(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function whyNot(value: unknown): string {
  if (!isMapping(value)) {
    const what = Array.isArray(value) ? "a list" : `a ${value === null ? "null" : typeof value}`;
    return `not a Kubernetes object: it is ${what}`;
  }
  const missing = ["apiVersion", "kind"].filter((field) => !isName(value[field]));
  if (missing.length > 0) return `not a Kubernetes object: ${missing.join(" and ")} missing`;
  return "not a Kubernetes object: metadata must be a mapping whose name and namespace are strings";
}
