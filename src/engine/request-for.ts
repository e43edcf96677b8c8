import { findApiResource } from "../manifest/api-kinds.ts";
import type { ApiResource } from "../manifest/api-resource.ts";
import type { Resource } from "../manifest/resource.ts";
import type { ContextSource } from "./context-source.ts";
import type { ContextValues, Operation, Request, UserInfo } from "./evaluation.ts";

/** What is known of a request besides the object; everything left out is as in `kyverno apply`. */
export interface RequestOptions {
  /** CREATE when left out. */
  readonly operation?: Operation;
  /** The object before an UPDATE; the object itself when left out, as the Kyverno CLI imagines it. */
  readonly oldObject?: Resource;
  readonly userInfo?: UserInfo;
  /** The namespace's object; expressions see null and selectors only its name when it is unknown. */
  readonly namespaceObject?: Resource | null;
  /** How the API server addresses the object; looked up by its kind when left out. */
  readonly apiResource?: ApiResource;
  readonly roles?: readonly string[];
  readonly clusterRoles?: readonly string[];
  readonly values?: ContextValues;
  readonly contextSource?: ContextSource;
}

/** The admission request that writing, changing or deleting the object would make. Nothing is copied or changed. */
export function requestFor(resource: Resource, options: RequestOptions = {}): Request {
  const {
    operation = "CREATE",
    oldObject = resource,
    userInfo = {},
    namespaceObject = null,
    apiResource = findApiResource(resource.apiVersion, resource.kind),
    ...forClassicPolicies
  } = options;
  const { name, namespace } = resource.metadata;
  const hasOldObject = operation === "UPDATE" || operation === "DELETE";
  return {
    object: operation === "DELETE" ? null : resource,
    oldObject: hasOldObject ? oldObject : null,
    operation,
    apiResource,
    name: textOf(name),
    namespace: textOf(namespace),
    userInfo,
    namespaceObject,
    ...forClassicPolicies,
  };
}

/** Names that are no text count as missing, as everywhere in Kubernetes' unchecked objects. */
function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
