import type { Json, Resource } from "../manifest/resource.ts";
import { ClusterError } from "./cluster-error.ts";
import type { ClusterConnection, RequestOptions } from "./connect.ts";
import { listPages } from "./listing/list-pages.ts";
import { resourcePath } from "./resource-path.ts";

/** Names a resource as policies do: `apps/v1` and `deployments`; an empty namespace means cluster-scoped or all namespaces. */
export interface ObjectAddress {
  readonly apiVersion: string;
  readonly plural: string;
  readonly namespace: string;
}

/** A Kubernetes List object. */
export interface ObjectList {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Readonly<Record<string, never>>;
  readonly items: readonly Resource[];
}

/** The object as the server has it, or null when there is none; rejects with a ClusterError when it can't be read. */
export async function getObject(
  connection: ClusterConnection,
  address: ObjectAddress & { readonly name: string },
  options: RequestOptions = {},
): Promise<Json> {
  const { namespace, name } = address;
  const path = resourcePath(groupVersion(address), { namespace, name });
  try {
    return await connection.get(path, options);
  } catch (error) {
    if (error instanceof ClusterError && error.status === 404) return null;
    throw error;
  }
}

/** All objects that carry `labels`, as one List object; rejects with a ClusterError when they can't all be read. */
export async function listObjects(
  connection: ClusterConnection,
  address: ObjectAddress & { readonly labels?: Readonly<Record<string, string>> },
  options: RequestOptions = {},
): Promise<ObjectList> {
  const labelSelector = Object.entries(address.labels ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .join(",");
  const apiResource = { ...groupVersion(address), kind: "", namespaced: address.namespace !== "" };
  const items: Resource[] = [];
  let kind = "List";
  const { namespace } = address;
  for await (const page of listPages(connection, apiResource, {
    ...options,
    namespace,
    labelSelector,
  })) {
    items.push(...page.resources);
    kind = page.listKind;
  }
  return { apiVersion: address.apiVersion, kind, metadata: {}, items };
}

function groupVersion({ apiVersion, plural }: ObjectAddress): {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
} {
  const [first = "", version] = apiVersion.split("/");
  return version === undefined
    ? { group: "", version: first, plural }
    : { group: first, version, plural };
}
