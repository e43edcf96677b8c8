import type { ApiResource } from "../manifest/api-resource.ts";
import type { Resource } from "../manifest/resource.ts";
import { ClusterError } from "./cluster-error.ts";
import type { ClusterConnection, RequestOptions } from "./connect.ts";
import { isResource } from "./json-fields.ts";
import { listPages } from "./listing/list-pages.ts";
import { toNotRead, type NotRead } from "./not-read.ts";
import { resourcePath } from "./resource-path.ts";
import { badAnswer } from "./transport/describe-failure.ts";

/** The Namespace objects that could be read, and what could not. */
export interface Namespaces {
  readonly namespaces: readonly Resource[];
  readonly notRead: readonly NotRead[];
}

const NAMESPACES: ApiResource = {
  group: "",
  version: "v1",
  kind: "Namespace",
  plural: "namespaces",
  namespaced: false,
};

/** Reads every Namespace of the cluster with its labels; a refusal or an outage is a row of `notRead`. */
export async function listNamespaces(
  connection: ClusterConnection,
  options: RequestOptions = {},
): Promise<Namespaces> {
  const namespaces: Resource[] = [];
  try {
    for await (const page of listPages(connection, NAMESPACES, options)) {
      namespaces.push(...page.resources);
    }
    return { namespaces, notRead: [] };
  } catch (error) {
    const { context } = connection;
    return { namespaces, notRead: [toNotRead(error, { context, resource: "namespaces" })] };
  }
}

/**
 * Reads the named Namespaces. One that does not exist, which a list of its pods would not tell, or may not be read is a row of
 * `notRead`; what is in it may be readable all the same.
 */
export async function getNamespaces(
  connection: ClusterConnection,
  names: readonly string[],
  options: RequestOptions = {},
): Promise<Namespaces> {
  const answers = await Promise.all(
    [...new Set(names)].map(async (name) => {
      try {
        const path = resourcePath(NAMESPACES, { name });
        const found = await connection.get(path, options);
        if (!isResource(found)) throw badAnswer(connection.server, path, "no object");
        const namespace: Resource = found;
        return { found: namespace, notRead: undefined };
      } catch (error) {
        return { found: undefined, notRead: namespaceNotRead(connection.context, name, error) };
      }
    }),
  );
  return {
    namespaces: answers.flatMap(({ found }) => (found === undefined ? [] : [found])),
    notRead: answers.flatMap(({ notRead }) => (notRead === undefined ? [] : [notRead])),
  };
}

function namespaceNotRead(context: string, namespace: string, error: unknown): NotRead {
  const row = toNotRead(error, { context, namespace, resource: "namespaces" });
  const isMissing = error instanceof ClusterError && error.status === 404;
  return isMissing
    ? {
        ...row,
        message: `there is no namespace "${namespace}"`,
        hint: `check the name: kubectl get namespaces --context ${context}`,
      }
    : {
        ...row,
        hint: `check with: kubectl auth can-i get namespaces/${namespace} --context ${context}`,
      };
}
