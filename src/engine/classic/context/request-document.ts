import type { CelHost } from "../../../cel/host.ts";
import type { ContextSource } from "../../context-source.ts";
import type { Request } from "../../evaluation.ts";
import { rootDocument, type ContextDocument } from "../context-document.ts";
import { imageContext } from "./image-context.ts";
import { withNamedValues } from "./named-values.ts";

const SERVICE_ACCOUNT = "system:serviceaccount:";

/** What all policies' documents of one request have in common. */
interface RequestParts {
  readonly root: Readonly<Record<string, unknown>>;
  readonly loadImages: () => unknown;
}

const PARTS = new WeakMap<Request, RequestParts>();
const NO_SOURCE: ContextSource = {};

/**
 * The context document of a request, as Kyverno's CLI builds one: what nobody knows (`request.name`, the user) is not
 * there at all. Lookups that the answer waits for are collected in `needs`.
 */
export function requestDocument(
  request: Request,
  host: CelHost,
  needs: unknown[],
): ContextDocument {
  const { root, loadImages } = partsOf(request);
  return rootDocument(root, {
    environment: host,
    source: request.contextSource ?? NO_SOURCE,
    isDelete: request.operation === "DELETE",
    loadImages,
    mergedImages: undefined,
    needs,
    limit: Number.POSITIVE_INFINITY,
    entryCount: 0,
  });
}

function partsOf(request: Request): RequestParts {
  const known = PARTS.get(request);
  if (known !== undefined) return known;
  const { object, oldObject } = request;
  const made = { root: rootOf(request), loadImages: once(() => imageContext(object ?? oldObject)) };
  PARTS.set(request, made);
  return made;
}

function rootOf(request: Request): Readonly<Record<string, unknown>> {
  const { object, oldObject, operation, namespace, values } = request;
  const root: Readonly<Record<string, unknown>> = {
    request: {
      ...(object !== null && { object }),
      ...(oldObject !== null && { oldObject }),
      operation,
      ...((object ?? oldObject)?.metadata.namespace !== undefined && { namespace }),
      ...userFields(request),
    },
    ...serviceAccount(request),
  };
  const variables = values?.variables ?? {};
  if (Object.keys(variables).length === 0) return root;
  // The operation is the request's, which an old object is looked at with another one.
  return withNamedValues(root, { ...variables, "request.operation": operation });
}

function userFields(request: Request): Readonly<Record<string, unknown>> {
  if (!hasUser(request)) return {};
  const { username, uid, groups = [], extra = {} } = request.userInfo;
  const { roles = [], clusterRoles = [] } = request;
  return {
    ...(roles.length > 0 && { roles }),
    ...(clusterRoles.length > 0 && { clusterRoles }),
    userInfo: {
      ...(username && { username }),
      ...(uid && { uid }),
      ...(groups.length > 0 && { groups }),
      ...(Object.keys(extra).length > 0 && { extra }),
    },
  };
}

function serviceAccount(request: Request): Readonly<Record<string, unknown>> {
  if (!hasUser(request)) return {};
  const { username = "" } = request.userInfo;
  const isAccount = username.startsWith(SERVICE_ACCOUNT);
  const [serviceAccountNamespace = "", serviceAccountName = ""] = isAccount
    ? username.slice(SERVICE_ACCOUNT.length).split(":")
    : [];
  return { serviceAccountNamespace, serviceAccountName };
}

function hasUser({ userInfo, roles = [], clusterRoles = [] }: Request): boolean {
  return Object.keys(userInfo).length + roles.length + clusterRoles.length > 0;
}

function once(make: () => unknown): () => unknown {
  let made = false;
  let value: unknown;
  return () => {
    if (!made) value = make();
    made = true;
    return value;
  };
}
